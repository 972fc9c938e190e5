#pragma once

/// Marks what the library exports; everything else is hidden (`-fvisibility=hidden`).
#define NORM_API __attribute__((visibility("default")))
