# What Sphinx does not read in C++, taken out before Doxygen sees it: 10'000, __restrict.
s/([0-9])'([0-9])/\1\2/g
s/__restrict//g
