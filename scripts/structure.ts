// `npm run structure`: how the code is built, in figures; `npm test` looks at them, too.
import { checkStructure } from '../lab/package/structure';
import { runScript } from './cli/run-script';

runScript(() => {
  const problem = checkStructure();
  return problem ? Promise.reject(new Error(problem)) : Promise.resolve();
});
