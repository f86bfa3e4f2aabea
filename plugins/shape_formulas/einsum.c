/* einsum: sums of products of elements, as its equation says: "bhld,bhsd->bhls".
 *
 * Each letter is an index. "..." stands for the dimensions of an operand that have no letter; they are
 * broadcast from the end, and so is a letter that has size 1 in one operand. A letter that comes twice in one
 * operand takes its diagonal. Without "->" the output has the dimensions of "..." and then each letter that
 * comes once, in the order of the alphabet, capitals first.
 *
 *   macs = product of the sizes of all indices * (operands - 1)
 *
 * That is the sum as it is written, without intermediate results that an implementation might find. One
 * operand has nothing to multiply: one elementwise operation per element that is added up, and none where
 * dimensions only change places.
 */
#include "common.h"

/* Dimensions of "...", capitals, small letters: in this order they stand in an output that is not given. */
#define LABELS (HWNAS_RANK_MAX + 52)

/* The letters of one operand or of the output. */
typedef struct term {
  uint32_t n, n_before; /* letters; those before "..." */
  int32_t has_dots;
  uint8_t labels[HWNAS_RANK_MAX];
} term_t;

typedef struct equation {
  int64_t sizes[LABELS];
  uint32_t uses[LABELS]; /* in all operands */
  uint32_t n_dots;       /* dimensions that "..." stands for */
  hwnas_tensor_t out;
} equation_t;

static hwnas_result_t bad_equation(hwnas_call_t *call, const char *why) {
  return call->fail(call, HWNAS_E_ARGUMENT, "'equation': %s", why);
}

/* LABELS: no letter. */
static uint32_t label_of(char letter) {
  if (letter >= 'A' && letter <= 'Z') return HWNAS_RANK_MAX + (uint32_t)(letter - 'A');
  if (letter >= 'a' && letter <= 'z') return HWNAS_RANK_MAX + 26 + (uint32_t)(letter - 'a');
  return LABELS;
}

static char letter_of(uint32_t label) {
  uint32_t i = label - HWNAS_RANK_MAX;
  return (char)(i < 26 ? 'A' + i : 'a' + i - 26);
}

/* Up to a comma, an arrow or the end. */
static hwnas_result_t read_term(hwnas_call_t *call, const char **at, term_t *out) {
  *out = (term_t){0};
  for (; **at && **at != ',' && **at != '-'; ++*at) {
    uint32_t label = label_of(**at);
    if (**at == ' ') continue;
    if (strncmp(*at, "...", 3) == 0 && !out->has_dots) {
      out->has_dots = 1;
      out->n_before = out->n;
      *at += 2;
      continue;
    }
    if (label == LABELS)
      return bad_equation(call, "a term has letters and at most one '...', and nothing else");
    if (out->n == HWNAS_RANK_MAX) return bad_equation(call, "a term has at most 8 letters");
    out->labels[out->n++] = (uint8_t)label;
  }
  return HWNAS_OK;
}

/* Puts labels in the place of "...": the last of as many as the widest operand could have. */
static void fill_dots(term_t *term, uint32_t n) {
  uint8_t *place = &term->labels[term->n_before];
  memmove(place + n, place, term->n - term->n_before);
  for (uint32_t i = 0; i < n; i++) place[i] = (uint8_t)(HWNAS_RANK_MAX - n + i);
  term->n += n;
}

/* Joins the size of one dimension. Within an operand sizes must be equal, between operands 1 stretches. */
static hwnas_result_t join_dim(hwnas_call_t *call, equation_t *equation, uint32_t label, int64_t size,
                               int64_t *own) {
  int64_t *common = &equation->sizes[label];
  int fits = *own < 0 || *own == size;
  *own = size;
  if (!equation->uses[label]++) *common = size;
  if (fits && (*common == size || *common == 1 || size == 1)) {
    if (*common == 1) *common = size;
    return HWNAS_OK;
  }
  if (label < HWNAS_RANK_MAX) return bad_equation(call, "the dimensions of '...' do not broadcast");
  return call->fail(call, HWNAS_E_ARGUMENT, "'equation': index '%c' has %lld positions and %lld",
                    letter_of(label), (long long)*common, (long long)size);
}

static hwnas_result_t join_operand(hwnas_call_t *call, equation_t *equation, term_t *term,
                                   const hwnas_tensor_t *in) {
  int64_t own[LABELS];
  hwnas_result_t result = HWNAS_OK;
  if (term->has_dots ? term->n > in->rank : term->n != in->rank)
    return call->fail(call, HWNAS_E_ARGUMENT, "'equation': %u letter%s for a tensor of rank %u", term->n,
                      term->n == 1 ? "" : "s", in->rank);
  uint32_t n_dots = in->rank - term->n;
  if (n_dots > equation->n_dots) equation->n_dots = n_dots;
  fill_dots(term, n_dots);
  memset(own, -1, sizeof own);
  for (uint32_t d = 0; !result && d < in->rank; d++)
    result = join_dim(call, equation, term->labels[d], in->dims[d], &own[term->labels[d]]);
  return result;
}

static hwnas_result_t read_operands(hwnas_call_t *call, const hwnas_op_t *op, const char **at,
                                    equation_t *equation) {
  term_t term;
  for (uint32_t i = 0; i < op->n_inputs; i++) {
    hwnas_result_t result = read_term(call, at, &term);
    if (!result) result = join_operand(call, equation, &term, &op->inputs[i]);
    if (result) return result;
    int more = **at == ',';
    if (more != (i + 1 < op->n_inputs))
      return call->fail(call, HWNAS_E_ARGUMENT, "'equation': %s terms than the %u input tensors",
                        more ? "more" : "fewer", op->n_inputs);
    *at += more;
  }
  return HWNAS_OK;
}

static hwnas_result_t add_output(hwnas_call_t *call, equation_t *equation, uint32_t label) {
  if (equation->out.rank == HWNAS_RANK_MAX) return too_many_dims(call);
  equation->out.dims[equation->out.rank++] = equation->sizes[label];
  return HWNAS_OK;
}

static hwnas_result_t imply_output(hwnas_call_t *call, equation_t *equation) {
  hwnas_result_t result = HWNAS_OK;
  for (uint32_t label = 0; !result && label < LABELS; label++)
    if (label < HWNAS_RANK_MAX ? equation->uses[label] > 0 : equation->uses[label] == 1)
      result = add_output(call, equation, label);
  return result;
}

static hwnas_result_t read_output(hwnas_call_t *call, const char *at, equation_t *equation) {
  term_t term;
  uint32_t seen[LABELS] = {0};
  hwnas_result_t result = read_term(call, &at, &term);
  if (result) return result;
  if (*at) return bad_equation(call, "the output is one term");
  if (term.has_dots && term.n + equation->n_dots > HWNAS_RANK_MAX) return too_many_dims(call);
  if (term.has_dots) fill_dots(&term, equation->n_dots);
  for (uint32_t i = 0; !result && i < term.n; i++) {
    uint32_t label = term.labels[i];
    if (!equation->uses[label] || seen[label]++)
      return call->fail(call, HWNAS_E_ARGUMENT, "'equation': index '%c' of the output %s", letter_of(label),
                        equation->uses[label] ? "comes twice" : "is in no operand");
    result = add_output(call, equation, label);
  }
  return result;
}

static hwnas_result_t solve(hwnas_call_t *call, const hwnas_op_t *op, equation_t *out) {
  const char *at = op->attributes->string(op->attributes, "equation");
  *out = (equation_t){0};
  if (op->n_inputs < 1) return call->fail(call, HWNAS_E_ARGUMENT, "it takes at least one tensor");
  hwnas_result_t result = check_inputs(call, op);
  if (!result) result = read_operands(call, op, &at, out);
  if (result) return result;
  if (*at && at[1] != '>')
    return bad_equation(call, "a term has letters and at most one '...', and nothing else");
  out->out.dtype = op->inputs[0].dtype;
  return *at ? read_output(call, at + 2, out) : imply_output(call, out);
}

static hwnas_result_t infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                            uint32_t *out_n) {
  equation_t equation;
  hwnas_result_t result = solve(call, op, &equation);
  if (result) return result;
  copy_tensor(&equation.out, outputs);
  *out_n = 1;
  return check_tensor(call, outputs);
}

static hwnas_result_t work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  equation_t equation;
  int64_t terms = 1, results;
  hwnas_result_t result = solve(call, op, &equation);
  if (result) return result;
  for (uint32_t label = 0; label < LABELS; label++)
    if (equation.uses[label] && !multiply(&terms, equation.sizes[label])) return too_large(call);
  if (!count_elements(&equation.out, &results) ||
      !add_product(&out[HWNAS_WORK_MACS], terms, (int64_t)op->n_inputs - 1, 1))
    return too_large(call);
  if (op->n_inputs == 1 && terms != results) out[HWNAS_WORK_ELEMENTWISE] += terms;
  return move_work(call, op, out);
}

static const hwnas_option_t attributes[] = {
    ATTRIBUTE("equation", "a letter for each dimension: \"bhld,bhsd->bhls\"", HWNAS_OPTION_STRING, NULL)};
static const char *const op_types[] = {"einsum", NULL};
static const hwnas_shape_formula_t functions = {
    .struct_size = sizeof functions, .op_types = op_types, .infer = infer, .work = work};
FORMULA_COMPONENT(einsum, "sums of products of elements", attributes, functions);
FORMULA_PLUGIN("formula of einsum", &einsum);
