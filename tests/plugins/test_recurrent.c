/* Recurrent layers and their cells. */
#include "expect.h"

#define MANY "9223372036854775807"

Test(recurrent, shapes_of_layers) {
  expect_shape("rnn", "hidden_size=4", "2x7x3", "2x7x4 2x1x4");
  expect_shape("gru", "hidden_size=4 num_layers=3", "2x7x3", "2x7x4 2x3x4");
  expect_shape("gru", "hidden_size=4 num_layers=3 bidirectional=true", "2x7x3", "2x7x8 2x6x4");
  expect_shape("lstm", "hidden_size=5", "1x1x1", "1x1x5 1x1x5 1x1x5");
  expect_shape("lstm", "hidden_size=5 num_layers=2 bidirectional=true dropout=0.5", "2x7x3",
               "2x7x10 2x4x5 2x4x5");
  expect_shape("rnn", "hidden_size=4 nonlinearity=relu batch_first=true bias=false", "2x7x3", "2x7x4 2x1x4");
}

Test(recurrent, a_projection_shortens_h_but_not_c) {
  expect_shape("lstm", "hidden_size=5 proj_size=2", "3x7x4", "3x7x2 3x1x2 3x1x5");
  expect_shape("lstm", "hidden_size=5 proj_size=2 num_layers=2 bidirectional=true", "3x7x4",
               "3x7x4 3x4x2 3x4x5");
  expect_refusal("lstm", "hidden_size=5 proj_size=5", "3x7x4", "proj_size", "smaller than hidden_size 5",
                 "not 5");
}

Test(recurrent, shapes_of_cells) {
  expect_shape("rnn_cell", "hidden_size=4", "2x3", "2x4");
  expect_shape("gru_cell", "hidden_size=4", "2x3 2x4", "2x4");
  expect_shape("lstm_cell", "hidden_size=4", "2x3", "2x4 2x4");
  expect_shape("lstm_cell", "hidden_size=4", "2x3 2x4 2x4", "2x4 2x4");
}

Test(recurrent, initial_states) {
  expect_shape("rnn", "hidden_size=4", "2x7x3 2x1x4", "2x7x4 2x1x4");
  expect_shape("lstm", "hidden_size=5 proj_size=2 bidirectional=true", "3x7x4 3x2x2 3x2x5",
               "3x7x4 3x2x2 3x2x5");
  expect_refusal("gru", "hidden_size=4 num_layers=2", "2x7x3 2x1x4", "initial h", "[2, 2, 4]",
                 "layers times directions", "not [2, 1, 4]");
  expect_refusal("gru", "hidden_size=4", "2x7x3 3x1x4", "[2, 1, 4]", "not [3, 1, 4]");
  expect_refusal("lstm", "hidden_size=5 proj_size=2", "3x7x4 3x1x2 3x1x2", "initial c", "[3, 1, 5]",
                 "not [3, 1, 2]");
  expect_refusal("lstm_cell", "hidden_size=4", "2x3 2x4 2x1x4", "initial c", "[2, 4]", "(batch, size)",
                 "not [2, 1, 4]");
}

Test(recurrent, refuses_what_it_cannot_read) {
  expect_refusal("rnn", "hidden_size=4 batch_first=false", "2x7x3", "batch_first", "true");
  expect_refusal("gru", "hidden_size=4", "7x3", "rank 3 (batch, length, features)", "not 2");
  expect_refusal("gru_cell", "hidden_size=4", "3", "rank 2 (batch, features)", "not 1");
  expect_refusal("gru_cell", "hidden_size=4", "2x7x3", "rank 2", "not 3");
  expect_refusal("gru", "hidden_size=4", "", "1 input tensor, or 2 with the initial state,", "not 0");
  expect_refusal("rnn", "hidden_size=4", "2x7x3 2x1x4 2x1x4", "or 2", "not 3");
  expect_refusal("lstm", "hidden_size=4", "2x7x3 2x1x4", "or 3 with the initial states h and c", "not 2");
  expect_refusal("rnn", "hidden_size=4", "2x0x3", "[2, 0, 3]", "no elements");
}

Test(recurrent, weights) {
  expect_weights("rnn", "hidden_size=4", "2x7x3", 4 * (3 + 4), 2 * 4, 0, 0, 0);
  expect_weights("rnn", "hidden_size=4 bias=false", "2x7x3", 4 * (3 + 4), 0, 0, 0, 0);
  expect_weights("gru", "hidden_size=4 num_layers=2", "2x7x3", 12 * (3 + 4) + 12 * (4 + 4), 2 * 24, 0, 0, 0);
  expect_weights("lstm", "hidden_size=4 num_layers=3 bidirectional=true", "2x7x3",
                 2 * 16 * (3 + 4) + 2 * 2 * 16 * (8 + 4), 3 * 2 * 32, 0, 0, 0);
  expect_weights("lstm", "hidden_size=5 proj_size=2 num_layers=2 bidirectional=true", "2x7x3",
                 2 * 20 * (3 + 2) + 2 * 20 * (4 + 2) + 4 * 2 * 5, 2 * 2 * 40, 0, 0, 0);
  expect_weights("lstm_cell", "hidden_size=4", "2x3", 16 * (3 + 4), 32, 0, 0, 0);
  expect_weights("gru_cell", "hidden_size=4 bias=false", "2x3", 12 * (3 + 4), 0, 0, 0, 0);
}

Test(recurrent, states_do_not_change_the_weights) {
  expect_weights("gru", "hidden_size=4", "2x7x3 2x1x4", 12 * (3 + 4), 24, 0, 0, 0);
}

Test(recurrent, work) {
  /* 14 samples and steps; bytes: input, sequence, states, parameters */
  expect_work("rnn", "hidden_size=4", "2x7x3", 14 * 28, 14 * 8, 0, 14 * 4, 0, 4 * (42 + 56 + 8 + 36));
  expect_work("gru", "hidden_size=4 num_layers=2 bias=false", "2x7x3", 14 * (84 + 96), 0, 0, 14 * 2 * 3 * 4,
              14 * 2 * 4 * 4, 4 * (42 + 56 + 16 + 180));
  expect_work("lstm", "hidden_size=5 proj_size=2 bidirectional=true", "3x2x4", 6 * 2 * (20 * 6 + 10),
              6 * 2 * 40, 0, 6 * 2 * 5 * 5, 6 * 2 * 4 * 5, 4 * (24 + 24 + 12 + 30 + 2 * (130 + 40)));
  expect_work("lstm_cell", "hidden_size=4", "2x3", 2 * 112, 2 * 32, 0, 2 * 20, 2 * 16,
              4 * (6 + 16 + 112 + 32));
}

Test(recurrent, initial_states_are_read) {
  expect_work("gru_cell", "hidden_size=4", "2x3 2x4", 2 * 84, 2 * 24, 0, 2 * 12, 2 * 16,
              4 * (6 + 8 + 8 + 84 + 24));
}

Test(recurrent, bytes_follow_the_data_type) {
  expect_work("rnn", "hidden_size=4", "f16:2x7x3", 14 * 28, 14 * 8, 0, 14 * 4, 0, 2 * (42 + 56 + 8 + 36));
}

Test(recurrent, an_empty_batch_costs_its_parameters) {
  expect_shape("lstm", "hidden_size=4", "0x7x3 0x1x4 0x1x4", "0x7x4 0x1x4 0x1x4");
  expect_work("rnn", "hidden_size=4", "0x7x3", 0, 0, 0, 0, 0, 4 * 36);
  expect_work("gru_cell", "hidden_size=4", "0x3", 0, 0, 0, 0, 0, 4 * (84 + 24));
}

Test(recurrent, refuses_overflow) {
  expect_refusal("rnn", "hidden_size=4", MANY "x7x3", "too large");
  expect_refusal("rnn", "hidden_size=4", "0x" MANY "x3", "too large");
  expect_refusal("rnn", "hidden_size=4", "1x7x" MANY, "too large");
  expect_refusal("lstm", "hidden_size=1000000000 num_layers=1000000", "1x7x3", "too large");
  expect_refusal("gru", "hidden_size=1000000000 bias=false", "1x7x3", "too large");
}
