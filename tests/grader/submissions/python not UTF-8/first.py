# -*- coding: latin-1 -*-
FIRST = len("ö")  # one letter
