/** A chain that does next to nothing: what is measured over it is everything around a run. */
export const trivialChain = `
kind: chainset
name: c
chains:
  Trivial:
    steps:
      - uses: records
        with: { columns: { n: integer }, records: [{ n: 1 }] }
`;
