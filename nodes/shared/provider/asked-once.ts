/** Remembers what was answered in one run, so that nothing is asked for twice, not even at the same time. */
export class AskedOnce<Answer> {
  private readonly answers = new Map<string, Promise<Answer>>();

  /** @param key names the question @param ask is called for its first time only */
  async get(key: string, ask: () => Promise<Answer>): Promise<Answer> {
    let answer = this.answers.get(key);
    if (!answer) this.answers.set(key, (answer = ask()));
    return await answer;
  }
}
