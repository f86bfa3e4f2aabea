/* hwnas/api.h - the mark of what libhwnas.so exports. */
#ifndef HWNAS_API_H
#define HWNAS_API_H

#if defined(__GNUC__)
#define HWNAS_API __attribute__((visibility("default")))
#else
#define HWNAS_API
#endif

#endif
