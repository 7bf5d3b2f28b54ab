// What a set of precompiled headers is made by: CMake makes them for a target, and a target has a source.
