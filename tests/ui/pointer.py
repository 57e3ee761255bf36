# SPDX-License-Identifier: GPL-3.0-or-later
"""What the pointer looks like: while something is dragged it says what would
become of it."""

import ctypes


class CursorImage(ctypes.Structure):
    """XFixesCursorImage."""

    _fields_ = [("x", ctypes.c_short), ("y", ctypes.c_short),
                ("width", ctypes.c_ushort), ("height", ctypes.c_ushort),
                ("hot_x", ctypes.c_ushort), ("hot_y", ctypes.c_ushort),
                ("serial", ctypes.c_ulong), ("pixels", ctypes.c_void_p),
                ("atom", ctypes.c_ulong), ("name", ctypes.c_char_p)]


class Pointer:
    """The pointer of a display. GTK loads these libraries too."""

    def __init__(self):
        self.x11 = ctypes.CDLL("libX11.so.6")
        self.xfixes = ctypes.CDLL("libXfixes.so.3")
        self.x11.XOpenDisplay.restype = ctypes.c_void_p
        self.x11.XOpenDisplay.argtypes = [ctypes.c_char_p]
        self.x11.XFree.argtypes = [ctypes.c_void_p]
        self.xfixes.XFixesGetCursorImage.restype = ctypes.POINTER(CursorImage)
        self.xfixes.XFixesGetCursorImage.argtypes = [ctypes.c_void_p]
        self.display = self.x11.XOpenDisplay(None)

    @property
    def shape(self):
        """The name of its shape: "dnd-move", "dnd-none"…"""
        image = self.xfixes.XFixesGetCursorImage(self.display)
        if not image:
            return ""
        name = (image.contents.name or b"").decode()
        self.x11.XFree(image)
        return name
