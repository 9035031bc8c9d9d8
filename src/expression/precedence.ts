/** How tightly operators bind: the higher, the tighter. */
export const precedence = {
  or: 1,
  and: 2,
  not: 3,
  comparison: 4,
  concatenation: 5,
  sum: 6,
  product: 7,
  negation: 8,
} as const;
