// Loaded by n8n itself (EXTERNAL_HOOK_FILES): after each execution it notes when each node ran and
// for how long, so that nothing has to be stored or asked for while something else is measured.
const { appendFileSync } = require('node:fs');

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
        const line = { workflowId: workflow.id, executionId, error: error?.message, nodes };
        appendFileSync(process.env.BENCH_TIMES_FILE, `${JSON.stringify(line)}\n`);
      },
    ],
  },
};
