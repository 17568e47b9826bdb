import type { FileStage, FileSubject } from './measure-files';
import { writeFiles } from './measure-files';

/** One file sent to many recipients. */
export interface SharedFile {
  subject: string;
  name: string;
  recipients: number;
  sizeMb: number;
  /** Of all request bodies. */
  bytes: number;
  seconds: number;
  failure?: string;
}

/** Sends one file to many with each subject, whose workflows make an item a recipient. */
export async function measureSharedFile(
  { bench, server, folder, restarts }: FileStage,
  subjects: readonly FileSubject[],
  recipients: number,
  sizeMb: number,
): Promise<SharedFile[]> {
  const path = await writeFiles(folder, { files: 1, sizeMb });
  const measured: SharedFile[] = [];
  for (const { id, name, workflow, env } of subjects) {
    if (restarts) await bench.restart(env);
    await server.reset(0);
    const shared = { subject: id, name, recipients, sizeMb };
    try {
      const { seconds } = await bench.run(workflow, [{ path }]);
      const { bytes, messages } = await server.seen();
      if (messages !== recipients) throw new Error(`${messages} messages arrived`);
      measured.push({ ...shared, bytes, seconds });
    } catch (error) {
      const failure = (error as Error).message.slice(0, 200);
      measured.push({ ...shared, bytes: 0, seconds: 0, failure });
    }
  }
  return measured;
}
