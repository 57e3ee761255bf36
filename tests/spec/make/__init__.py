# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the vectors are written down: what is done, and what must come of it.

What a case claims is said here by hand; the rest of each answer (change sets,
seqs, digests) is the reference's, so that a reader of the JSON has all of it.
"""
