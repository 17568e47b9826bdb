// Loaded by n8n itself (EXTERNAL_HOOK_FILES): after each execution it notes when each node ran and
// for how long, so that nothing has to be stored or asked for while something else is measured.
// On SIGUSR2 it collects the garbage, and notes that, too.
const { appendFileSync } = require('node:fs');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

const note = (line) => appendFileSync(process.env.BENCH_TIMES_FILE, `${JSON.stringify(line)}\n`);

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');
process.on('SIGUSR2', () => {
  collectGarbage();
  note({ workflowId: 'garbage collected' });
});

module.exports = {
  workflow: {
    postExecute: [
      async function (run, workflow, executionId) {
        const { runData = {}, error } = run?.data?.resultData ?? {};
        const nodes = {};
        for (const [name, runs] of Object.entries(runData))
          nodes[name] = runs.map(({ startTime, executionTime, data }) => ({
            startTime,
            executionTime,
            items: (data?.main ?? []).map((output) => output?.length ?? 0),
          }));
        note({ workflowId: workflow.id, executionId, error: error?.message, nodes });
      },
    ],
  },
};
