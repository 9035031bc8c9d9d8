/** Finds work that waits for itself: without timers and sockets, a process that has nothing more to do would end. */

/** The result of the work; fails as soon as nothing is left to do in this process while it is still pending. */
export async function orDry<T>(work: Promise<T>): Promise<T> {
  // The test runner would take the same moment for the end of the whole file.
  const others = process.listeners('beforeExit');
  process.removeAllListeners('beforeExit');
  const dry = new Promise<never>((_, reject) => {
    process.once('beforeExit', () => {
      setImmediate(() => reject(new Error('deadlock: it waits, and nothing is left to do')));
    });
  });
  try {
    return await Promise.race([work, dry]);
  } finally {
    process.removeAllListeners('beforeExit');
    for (const other of others) process.on('beforeExit', other);
  }
}
