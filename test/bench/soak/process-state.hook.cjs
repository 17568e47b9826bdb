// Loaded into n8n's process (NODE_OPTIONS): on SIGUSR2 it tidies memory up, and notes what of it is still used and what
// is open. The task runner that n8n starts has it, too, and is never asked.
const { appendFileSync } = require('node:fs');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

const MB = 1024 * 1024;

process.on('SIGUSR2', () => {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, external, rss } = process.memoryUsage();
  const open = {};
  for (const name of process.getActiveResourcesInfo()) open[name] = (open[name] ?? 0) + 1;
  const listeners = process.eventNames().map((name) => process.listenerCount(name));
  const state = {
    at: Date.now(),
    usedMb: (heapUsed + external) / MB,
    residentMb: rss / MB,
    sockets: (open.TCPSocketWrap ?? 0) + (open.TLSWrap ?? 0),
    timers: open.Timeout ?? 0,
    listeners: listeners.reduce((sum, count) => sum + count, 0),
  };
  appendFileSync(process.env.BENCH_STATE_FILE, `${JSON.stringify(state)}\n`);
});
