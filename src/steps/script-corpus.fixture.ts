/**
 * Known ways out of a sandbox, and known ways to exhaust one. Each is a script that tries, and what has to become of it:
 * `gives` is what it returned as text, `fails` the code of the problem that the run ends with.
 */

/** One try. */
export interface Attempt {
  readonly name: string;
  /** The body of the function, which gives a text as `out`. */
  readonly code: string;
  readonly gives?: RegExp;
  readonly fails?: readonly string[];
  /** Other settings of the step. */
  readonly with?: Readonly<Record<string, unknown>>;
}

/** Names that a process, a browser or a module would have, none of which is to be there. */
const hostNames = [
  'process',
  'require',
  'module',
  'exports',
  '__dirname',
  '__filename',
  'global',
  'Buffer',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'fetch',
  'WebSocket',
  'XMLHttpRequest',
  'Worker',
  'MessageChannel',
  'BroadcastChannel',
  'performance',
  'structuredClone',
  'navigator',
  'crypto',
  'WebAssembly',
  'SharedArrayBuffer',
  'Atomics',
  'WeakRef',
  'FinalizationRegistry',
  'gc',
  'Deno',
  'Bun',
];

const text = (expression: string): string => `return { out: String(${expression}) };`;
const tried = (body: string): string =>
  `let out; try { ${body} } catch (e) { out = "threw " + e.name; } return { out: String(out) };`;
const viaConstructor = (start: string): string =>
  tried(
    `out = ${start}.constructor.constructor("return typeof process + typeof require + typeof globalThis.process")();`,
  );

const nothing = /^(undefined)+$|^threw \w+$/;

/** Ways to what is outside. */
export const escapes: readonly Attempt[] = [
  {
    name: 'names of hosts',
    code: text(`[${hostNames.map((name) => `typeof ${name}`).join()}]`),
    gives: /^undefined(,undefined)+$/,
  },
  {
    name: 'names of hosts in globalThis',
    code: text(
      `Object.getOwnPropertyNames(globalThis).filter((n) => /process|require|^Buffer|_ivm|isolated|millrace|prelude/i.test(n)).length`,
    ),
    gives: /^0$/,
  },
  { name: 'constructor of this', code: viaConstructor('(function () { return this ?? {}; })()'), gives: nothing },
  { name: 'constructor of the record', code: viaConstructor('record'), gives: nothing },
  { name: 'constructor of params', code: viaConstructor('params'), gives: nothing },
  {
    name: 'constructor of console.log',
    code: tried('out = console.log.constructor("return typeof process")();'),
    gives: nothing,
  },
  {
    name: 'constructor of an async function',
    code: tried('out = (async () => {}).constructor("return typeof process") instanceof Function && "undefined";'),
    gives: nothing,
  },
  {
    name: 'constructor of a generator',
    code: tried('out = (function* () {}).constructor("yield typeof process")().next().value;'),
    gives: nothing,
  },
  {
    name: 'constructor of an async generator',
    code: tried('(async function* () {}).constructor("yield typeof process")().next(); out = "undefined";'),
    gives: nothing,
  },
  { name: 'eval', code: tried('out = (0, eval)("typeof process + typeof require");'), gives: nothing },
  { name: 'Function', code: tried('out = Function("return typeof process")();'), gives: nothing },
  {
    name: 'import() of a module of Node',
    code: 'globalThis.got = "undefined"; import("node:fs").then((m) => { globalThis.got = typeof m.readFileSync; }, () => {}); return { out: globalThis.got };',
    gives: nothing,
  },
  {
    name: 'import() whose promise is given',
    code: 'return import("node:child_process");',
    fails: ['evaluation_failed'],
  },
  {
    name: 'callers of the function',
    code: tried('out = (function f() { return typeof f.caller + typeof arguments.callee; })();'),
    gives: nothing,
  },
  {
    name: 'prepareStackTrace and its call sites',
    code: tried(
      'Error.prepareStackTrace = (e, sites) => sites.map((s) => typeof s.getThis() + typeof s.getFunction()).join(""); out = new Error("x").stack;',
    ),
    gives: /^(undefined)+$/,
  },
  {
    name: 'prepareStackTrace on an error of ours',
    code: 'Error.prepareStackTrace = () => { globalThis.hit = true; return { toString() { throw 1; } }; }; null.x;',
    fails: ['evaluation_failed'],
  },
  {
    name: 'stack overflow inside of the driver',
    code: 'function f() { try { f(); } finally { try { JSON.stringify({ toJSON() { return f(); } }); } catch (e) { throw e; } } } try { f(); } catch (e) { return { out: typeof e.constructor.constructor("return this")().process }; } return { out: "undefined" };',
    gives: nothing,
    fails: ['evaluation_failed', 'timeout'],
  },
  { name: 'paths in stacks', code: text('new Error("x").stack.includes("/")'), gives: /^false$/ },
  {
    name: 'pollution of Object.prototype',
    code: 'Object.prototype.out = "polluted"; Object.prototype.isAdmin = true; return { out: "mine" };',
    gives: /^mine$/,
  },
  {
    name: '__proto__ in a result',
    code: 'return JSON.parse(\'{"__proto__":{"out":"polluted"},"out":"mine"}\');',
    fails: ['evaluation_failed'],
  },
  {
    name: 'constructor.prototype in a result',
    code: 'return { out: "mine", constructor: { prototype: { x: 1 } } };',
    fails: ['evaluation_failed'],
  },
  {
    name: 'JSON replaced',
    code: 'JSON.stringify = () => "[]"; JSON.parse = () => ({ out: "forged" }); return { out: "mine" };',
    gives: /^mine$/,
  },
  {
    name: 'Array.prototype and String.prototype replaced',
    code: 'Object.defineProperty(Array.prototype, "0", { set() { throw 1; }, configurable: true }); String.prototype.slice = () => "forged"; Array.isArray = () => true; return { out: "mine" };',
    gives: /^mine$/,
  },
  {
    name: 'toJSON on Object.prototype',
    code: 'Object.defineProperty(Object.prototype, "toJSON", { value() { return "],[forged"; }, configurable: true }); return { out: "mine" };',
    fails: ['evaluation_failed'],
  },
  {
    name: 'toJSON that gives another record',
    code: 'return { toJSON() { return { out: typeof process }; } };',
    gives: nothing,
  },
  {
    name: 'Proxy as a result',
    code: 'return new Proxy({ out: 1 }, { get(t, k, r) { return k === "out" ? typeof process : Reflect.get(t, k, r); }, getPrototypeOf() { return Object.prototype; } });',
    gives: nothing,
  },
  {
    name: 'Proxy that throws proxies',
    code: 'throw new Proxy(function () {}, { get() { throw new Proxy({}, { get() { throw 1; } }); }, getPrototypeOf() { return Error.prototype; } });',
    fails: ['evaluation_failed'],
  },
  {
    name: 'Reflect on the driver',
    code: tried('out = typeof Reflect.getPrototypeOf(console).constructor.constructor("return process")();'),
    gives: nothing,
  },
  {
    name: 'Symbol.species and Symbol.hasInstance',
    code: 'Object.defineProperty(Promise, Symbol.hasInstance, { value: () => { throw new Error("caught you"); } }); class A extends Array { static get [Symbol.species]() { return Function; } } return new A(3);',
    fails: ['evaluation_failed'],
  },
  {
    name: 'Symbol.toPrimitive in a throw',
    code: 'throw { [Symbol.toPrimitive]() { return { toString: 1 }; }, toJSON() { throw 1; } };',
    fails: ['evaluation_failed'],
  },
  { name: 'getters on a result', code: 'return { get out() { return typeof process; } };', gives: nothing },
  {
    name: 'a getter that throws',
    code: 'return { get out() { throw new RangeError("no"); } };',
    fails: ['evaluation_failed'],
  },
  {
    name: 'a thenable',
    code: 'return { out: "mine", then(done) { done({ out: typeof process }); } };',
    gives: /^mine$/,
  },
  { name: 'a promise', code: 'return (async () => ({ out: "late" }))();', fails: ['evaluation_failed'] },
  {
    name: 'with, arguments and new.target',
    code: tried(
      'out = typeof new (function () { return { t: new.target.constructor("return typeof process")() }; })().t === "string" ? "undefined" : "x";',
    ),
    gives: nothing,
  },
  {
    name: 'RegExp statics',
    code: tried('out = /a/.exec("a") && typeof RegExp.input.constructor.constructor("return process")().pid;'),
    gives: nothing,
  },
  {
    name: 'an error of the engine, for its realm',
    code: tried('try { null.x } catch (e) { out = e.constructor.constructor("return typeof process")(); }'),
    gives: nothing,
  },
  {
    name: 'an error of too deep recursion, for its realm',
    code: tried(
      'try { (function f() { f(); })(); } catch (e) { out = e.constructor.constructor("return typeof process")(); }',
    ),
    gives: nothing,
  },
  {
    name: 'clock and chance',
    code: text(
      '[Date.now() === new Date().getTime(), new Date().constructor === Date, Date.now(), Math.random() === Math.random()].join()',
    ),
    gives: /^true,true,1772409600000,false$/,
  },
  {
    name: 'the true clock behind Date',
    code: tried(
      'out = [new Date(0).constructor.now(), Object.getPrototypeOf(new Date()).constructor.now(), new Intl.DateTimeFormat("en", { year: "numeric" }).format()].join();',
    ),
    gives: /^1772409600000,1772409600000,2026$/,
  },
  {
    name: 'a setter for what the driver keeps',
    code: 'for (const k of ["batch", "results", "current", "faults"]) Object.defineProperty(Object.prototype, k, { set() { throw 1; }, get() { return "forged"; }, configurable: true }); return { out: "mine" };',
    gives: /^mine$/,
  },
  {
    name: 'code after the end of the function',
    code: 'return { out: 1 }; }); globalThis.escaped = true; (function () {',
    fails: ['syntax'],
  },
  { name: 'a disassembler by %', code: 'return { out: %GetOptimizationStatus(f) };', fails: ['syntax'] },
];

/** Ways to take all of something. */
export const exhaustions: readonly Attempt[] = [
  { name: 'a loop without end', code: 'for (;;);', fails: ['timeout'] },
  {
    name: 'a loop that catches everything',
    code: 'for (;;) { try { for (;;); } catch { } finally { continue; } }',
    fails: ['timeout'],
  },
  { name: 'a loop in a getter of the result', code: 'return { get out() { for (;;); } };', fails: ['timeout'] },
  { name: 'a loop in toJSON', code: 'return { toJSON() { for (;;); } };', fails: ['timeout'] },
  {
    name: 'a loop in prepareStackTrace',
    code: 'Error.prepareStackTrace = () => { for (;;); }; throw new Error("x");',
    fails: ['timeout'],
  },
  {
    name: 'a flood of microtasks',
    code: '(function f() { Promise.resolve().then(f); })(); return { out: 1 };',
    fails: ['timeout'],
  },
  {
    name: 'an async function without end',
    code: '(async () => { for (;;) await 0; })(); return { out: 1 };',
    fails: ['timeout'],
  },
  {
    name: 'an async generator without end',
    code: '(async () => { for await (const x of (async function* () { for (;;) yield 1; })()); })(); return { out: 1 };',
    fails: ['timeout'],
  },
  {
    name: 'an iterator without end',
    code: 'return { out: [...(function* () { for (;;) yield 1; })()].length };',
    fails: ['limit', 'timeout', 'evaluation_failed'],
  },
  {
    name: 'a regular expression that goes back for ever',
    code: 'return { out: /(a+)+$/.test("a".repeat(50) + "b") };',
    fails: ['timeout'],
  },
  {
    name: 'arrays',
    code: 'const a = []; for (;;) a.push(new Array(1000).fill(a.length));',
    fails: ['limit', 'timeout'],
  },
  {
    name: 'a sparse array that is filled and sorted',
    code: 'return { out: new Array(1e9).fill(0).sort().length };',
    fails: ['limit', 'timeout', 'evaluation_failed'],
  },
  {
    name: 'a text that doubles',
    code: 'let s = "x"; for (;;) s += s;',
    fails: ['evaluation_failed', 'limit', 'timeout'],
  },
  {
    name: 'a long text taken apart',
    code: 'return { out: "ab".repeat(2e8).split("").length };',
    fails: ['limit', 'timeout', 'evaluation_failed'],
  },
  {
    name: 'typed arrays',
    code: 'const b = []; for (;;) b.push(new Uint8Array(1e8).fill(1));',
    fails: ['evaluation_failed', 'limit', 'timeout'],
  },
  {
    name: 'an array buffer that grows',
    code: 'const b = new ArrayBuffer(1, { maxByteLength: 2 ** 32 }); b.resize(2 ** 32); new Uint8Array(b).fill(1); return { out: 1 };',
    fails: ['evaluation_failed', 'limit', 'timeout'],
  },
  {
    name: 'a big integer that squares itself',
    code: 'let b = 3n; for (;;) b *= b;',
    fails: ['evaluation_failed', 'limit', 'timeout'],
  },
  {
    name: 'a big integer as a text',
    code: 'return { out: (3n ** (1n << 24n)).toString().length };',
    fails: ['evaluation_failed', 'limit', 'timeout'],
  },
  { name: 'recursion', code: '(function f() { f(); })();', fails: ['evaluation_failed'] },
  {
    name: 'recursion through Proxies',
    code: 'let p = {}; for (let i = 0; i < 1e6; i++) p = new Proxy(p, {}); return { out: p.x };',
    fails: ['evaluation_failed', 'limit', 'timeout'],
  },
  {
    name: 'JSON that is nested a million times',
    code: 'let r = {}; const top = { out: r }; for (let i = 0; i < 1e6; i++) { r.r = {}; r = r.r; } return top;',
    fails: ['evaluation_failed', 'limit', 'timeout'],
  },
  {
    name: 'JSON that grows with what it refers to',
    code: 'let r = ["xxxxxxxxxx"]; for (let i = 0; i < 30; i++) r = [r, r]; return { out: r };',
    fails: ['evaluation_failed', 'limit', 'timeout'],
  },
  { name: 'a circle', code: 'const r = { out: 1 }; r.r = r; return r;', fails: ['evaluation_failed'] },
  { name: 'a result that is too long', code: 'return { out: "x".repeat(9e6) };', fails: ['evaluation_failed'] },
  {
    name: 'maps and symbols',
    code: 'const m = new Map(); for (let i = 0; ; i++) m.set(Symbol(i), { i });',
    fails: ['limit', 'timeout', 'evaluation_failed'],
  },
  {
    name: 'many functions for the compiler',
    code: tried('for (let i = 0; ; i++) Function("return " + "(".repeat(2000) + i + ")".repeat(2000));'),
    gives: /^threw \w+$/,
    fails: ['limit', 'timeout'],
  },
  { name: 'a sort whose comparison never ends', code: '[3, 2, 1].sort(() => { for (;;); });', fails: ['timeout'] },
  {
    name: 'concatenations that are flattened at once',
    code: 'let s = ""; for (let i = 0; i < 4e6; i++) s = "abc" + s; return { out: s.replace(/b/g, "bbbbbbbb").length };',
    gives: /^36000000$/,
    fails: ['evaluation_failed', 'limit', 'timeout'],
  },
  {
    name: 'closures that hold one another',
    code: 'let f = () => 0; for (;;) { const g = f; const kept = new Array(100).fill(g); f = () => kept.length + g(); }',
    fails: ['limit', 'timeout'],
  },
  {
    name: 'a flood of lines',
    code: 'for (let i = 0; i < 1e5; i++) console.log("x".repeat(5000)); return { out: "said" };',
    gives: /^said$/,
    fails: ['timeout'],
  },
  {
    name: 'a flood of records',
    code: 'return new Array(2e6).fill({ out: "again" });',
    with: { mode: 'flat' },
    fails: ['evaluation_failed', 'limit', 'timeout'],
  },
];
