//! The boundary of the tools module: the functions that JavaScript calls, in types. It decides nothing.
