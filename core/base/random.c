#include "base/random.h"

/* splitmix64 (Steele, Lea and Flood, 2014): a bijection, so that distinct seeds stay distinct. */
static uint64_t splitmix(uint64_t *x) {
  uint64_t z = (*x += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

void hwnas_random_seed(hwnas_random_t *random, uint64_t seed, uint64_t stream) {
  uint64_t x = seed;
  uint64_t y = stream ^ 0x6a09e667f3bcc909u;
  x = splitmix(&x) ^ hwnas_rotate_left(splitmix(&y), 23);
  for (int i = 0; i < 4; i++) random->state[i] = splitmix(&x);
}
