// Loaded into n8n's process (NODE_OPTIONS): on SIGUSR2 it tidies memory up, and notes what of it is still used; on SIGURG
// what is open, too. The task runner that n8n starts has it, too, and is never asked.
const { EventEmitter } = require('node:events');
const { appendFileSync } = require('node:fs');
const { Session } = require('node:inspector');
const { Socket } = require('node:net');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

const MB = 1024 * 1024;

process.on('SIGUSR2', () => note({}));
process.on('SIGURG', () => note(whatIsThere()));

function note(more) {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  // Twice: what was waited for the end of goes with the second one.
  collect();
  collect();
  const { heapUsed, external, rss } = process.memoryUsage();
  const usedMb = (heapUsed + external) / MB;
  const state = { at: Date.now(), usedMb, residentMb: rss / MB, ...more };
  appendFileSync(process.env.BENCH_STATE_FILE, `${JSON.stringify(state)}\n`);
}

/**
 * Looks through the heap itself: timers and sockets that keep no process alive (`unref`) count, and listeners of
 * whatever object. What is garbage does not count. It takes seconds, in which n8n does nothing else.
 */
function whatIsThere() {
  const timer = setTimeout(() => undefined, 0);
  clearTimeout(timer);
  const of = instancesOf({
    timers: Object.getPrototypeOf(timer),
    emitters: EventEmitter.prototype,
    targets: EventTarget.prototype,
  });
  const sum = (all, count) => all.reduce((total, each) => total + count(each), 0);
  return {
    sockets: of.emitters.filter((each) => each instanceof Socket && !each.destroyed).length,
    timers: of.timers.filter(({ _destroyed }) => !_destroyed).length,
    listeners: sum(of.emitters, listenersOfEmitter) + sum(of.targets, listenersOfTarget),
  };
}

function instancesOf(prototypes) {
  const session = new Session();
  session.connect();
  // Answered at once, as the session is of this thread.
  const ask = (method, parameters) => {
    let answer;
    session.post(method, parameters, (error, result) => (answer = error ?? result));
    return answer.result ?? answer.objects;
  };
  const found = {};
  globalThis.benchState = { prototypes, found };
  try {
    for (const name of Object.keys(prototypes)) {
      const prototype = ask('Runtime.evaluate', { expression: `benchState.prototypes.${name}` });
      const objects = ask('Runtime.queryObjects', { prototypeObjectId: prototype.objectId });
      ask('Runtime.callFunctionOn', {
        objectId: objects.objectId,
        functionDeclaration: `function () { benchState.found.${name} = this; }`,
      });
    }
  } finally {
    delete globalThis.benchState;
    session.disconnect();
  }
  return found;
}

function listenersOfEmitter({ _events: events }) {
  if (typeof events !== 'object' || events === null) return 0;
  return Object.values(events).reduce(
    (sum, listeners) => sum + (Array.isArray(listeners) ? listeners.length : 1),
    0,
  );
}

function listenersOfTarget(target) {
  const key = Object.getOwnPropertySymbols(target).find(
    ({ description }) => description === 'kEvents',
  );
  const events = key && target[key];
  return events ? [...events.values()].reduce((sum, { size }) => sum + size, 0) : 0;
}
