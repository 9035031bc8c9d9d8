/** Given to a node with `--import`: its clock is wrong by so many milliseconds. */
const by = Number(process.env['MILLRACE_TEST_CLOCK_SKEW'] ?? 0);
const right = Date.now.bind(Date);
Date.now = () => right() + by;
