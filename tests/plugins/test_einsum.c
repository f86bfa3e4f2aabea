/* einsum: sums of products of elements. */
#include "expect.h"

#define HUGE "4611686018427387904"

Test(einsum, shapes) {
  expect_shape("einsum", "equation=bhld,bhsd->bhls", "2x3x5x4 2x3x7x4", "2x3x5x7");
  expect_shape("einsum", "equation=ij,jk", "3x5 5x7", "3x7");
  expect_shape("einsum", "equation=ji,jk", "3x5 3x7", "5x7");
  expect_shape("einsum", "equation=ij,ij->", "3x5 3x5", "scalar");
  expect_shape("einsum", "equation=i,j,k->kij", "3 5 7", "7x3x5");
  expect_shape("einsum", "equation=ij->ji", "3x5", "5x3");
  expect_shape("einsum", "equation=ba", "3x5", "5x3");
  expect_shape("einsum", "equation=aB", "3x5", "5x3");
  expect_shape("einsum", "equation=ii", "5x5", "scalar");
  expect_shape("einsum", "equation=bii->bi", "2x5x5", "2x5");
  expect_shape("einsum", "equation=,i", "scalar 5", "5");
  expect_shape("einsum", "equation=nd,nd->n", "0x5 0x5", "0");
}

Test(einsum, broadcasts) {
  expect_shape("einsum", "equation=ij,ij->ij", "3x1 1x5", "3x5");
  expect_shape("einsum", "equation=...ij,...jk", "2x7x3x4 4x5", "2x7x3x5");
  expect_shape("einsum", "equation=...i,...i->...", "2x1x3 7x3", "2x7");
  expect_shape("einsum", "equation=i...->...i", "3x5x7", "5x7x3");
  expect_shape("einsum", "equation=...,i", "2x3 5", "2x3x5");
  expect_shape("einsum", "equation=b...->b", "2x3x5", "2");
  expect_shape("einsum", "equation=b...c->bc...", "2x3x5x7", "2x7x3x5");
}

Test(einsum, work) {
  expect_work("einsum", "equation=bhld,bhsd->bhls", "2x3x5x4 2x3x7x4", 2 * 3 * 5 * 4 * 7, 0, 0, 0, 0,
              4 * (120 + 168 + 210));
  expect_work("einsum", "equation=i,j,k->", "3 5 7", 2 * 105, 0, 0, 0, 0, 4 * 16);
  expect_work("einsum", "equation=...ij,...jk", "2x1x3x4 7x4x5", 2 * 7 * 3 * 4 * 5, 0, 0, 0, 0,
              4 * (24 + 140 + 210));
  expect_work("einsum", "equation=ij->i", "3x5", 0, 0, 0, 0, 15, 4 * 18);
  expect_work("einsum", "equation=ii", "5x5", 0, 0, 0, 0, 5, 4 * 26);
  expect_work("einsum", "equation=ij->ji", "f16:3x5", 0, 0, 0, 0, 0, 2 * 30);
  expect_work("einsum", "equation=nd,nd->n", "0x5 0x5", 0, 0, 0, 0, 0, 0);
  expect_weights("einsum", "equation=ij,jk", "3x5 5x7", 0, 0, 0, 0, 0);
}

Test(einsum, refusals) {
  expect_refusal("einsum", "equation=ij,jk", "3x5", "more terms", "1 input");
  expect_refusal("einsum", "equation=ij", "3x5 5x7", "fewer terms", "2 input");
  expect_refusal("einsum", "equation=ij,jk", "3x5 4x7", "index 'j'", "5", "4");
  expect_refusal("einsum", "equation=ii", "3x5", "index 'i'", "3", "5");
  expect_refusal("einsum", "equation=ii", "1x5", "index 'i'", "1", "5");
  expect_refusal("einsum", "equation=ijk", "3x5", "3 letters", "rank 2");
  expect_refusal("einsum", "equation=i", "3x5", "1 letter ", "rank 2");
  expect_refusal("einsum", "equation=ij...", "3", "2 letters", "rank 1");
  expect_refusal("einsum", "equation=...i,...i", "2x3 4x3", "'...'", "broadcast");
  expect_refusal("einsum", "equation=ij->ik", "3x5", "index 'k'", "in no operand");
  expect_refusal("einsum", "equation=ij->ii", "3x5", "index 'i'", "twice");
  expect_refusal("einsum", "equation=ij->i,j", "3x5", "one term");
  expect_refusal("einsum", "equation=ij->i->j", "3x5", "one term");
  expect_refusal("einsum", "equation=i1", "3x5", "letters");
  expect_refusal("einsum", "equation=i.j", "3x5", "letters");
  expect_refusal("einsum", "equation=ij-i", "3x5", "letters");
  expect_refusal("einsum", "equation=...i...", "3x5", "at most one");
  expect_refusal("einsum", "equation=abcdefghi", "1x1x1x1x1x1x1x1", "at most 8 letters");
  expect_refusal("einsum", "equation=abcde,fghij", "1x1x1x1x1 1x1x1x1x1", "8 dimensions");
  expect_refusal("einsum", "equation=...,abcd->...abcd", "1x1x1x1x1 1x1x1x1", "8 dimensions");
  expect_refusal("einsum", "equation=ij->ji", "0x5", "no elements");
  expect_refusal("einsum", "equation=ij", "", "at least one");
  expect_refusal("einsum", "equation=ij,jk", HUGE "x2 2x3", "too large");
}
