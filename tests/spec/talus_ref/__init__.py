# SPDX-License-Identifier: GPL-3.0-or-later
"""The model of Talus Tally once more, small and slow, from the contract alone.

It is the oracle that every other implementation is held against, so nothing in
it is clever: lists, dicts, whole copies. It knows no files, sockets or threads.
"""
