/** The records that fit into one chunk. */
export const chunkRows = 2048;
