import { UrlProbe } from '../../nodes/shared/files/url-probe';
import type { FileFetcher, ResponseHead } from '../../nodes/shared/http/file-fetcher';
import { FetchError } from '../../nodes/shared/http/file-fetcher';

const PDF = { status: 200, headers: { 'content-type': 'application/pdf' } };
const turn = async () => await new Promise(setImmediate);

/** A fetcher whose HEADs are answered by the test. */
class Questions {
  readonly asked: string[] = [];
  private readonly answers: Array<(head: ResponseHead | Error) => void> = [];
  readonly fetcher = {
    head: async (url: string) => {
      this.asked.push(url);
      const head = await new Promise<ResponseHead | Error>((resolve) => this.answers.push(resolve));
      if (head instanceof Error) throw head;
      return head;
    },
  } as unknown as FileFetcher;

  async answer(head: ResponseHead | Error): Promise<void> {
    this.answers.shift()!(head);
    await turn();
  }
}

const links = [1, 2, 3, 4].map((number) => `https://files.example/${number}.pdf`);

test('no more HEADs are under way than allowed, and those that wait have their turn in order', async () => {
  const questions = new Questions();
  const probe = new UrlProbe(questions.fetcher, 2, Date);
  const answers = links.map(async (link) => await probe.ask(link));
  await turn();
  expect(questions.asked).toEqual(links.slice(0, 2));
  await questions.answer(PDF);
  expect(questions.asked).toEqual(links.slice(0, 3));
  for (let left = 3; left > 0; left--) await questions.answer(PDF);
  for (const answer of await Promise.all(answers))
    expect(answer).toMatchObject({ mimeType: 'application/pdf' });
  expect(questions.asked).toEqual(links);
});

test('a link is asked about once', async () => {
  const questions = new Questions();
  const probe = new UrlProbe(questions.fetcher, 2, Date);
  const both = [probe.ask(links[0]!), probe.ask(links[0]!)];
  await turn();
  await questions.answer(PDF);
  const [first, second] = await Promise.all(both);
  expect(first).toEqual(second);
  expect(questions.asked).toEqual([links[0]]);
});

test('a server that does not answer is not asked again, not about links that wait for their turn either', async () => {
  const questions = new Questions();
  const probe = new UrlProbe(questions.fetcher, 1, Date);
  const answers = links.map(async (link) => await probe.ask(link));
  await turn();
  await questions.answer(new Error('there was no answer within 5 seconds'));
  expect(await Promise.all(answers)).toEqual(
    Array(4).fill({ silent: 'there was no answer within 5 seconds' }),
  );
  expect(questions.asked).toEqual([links[0]]);
  expect(await probe.ask('https://files.example/5.pdf')).toEqual({
    silent: 'there was no answer within 5 seconds',
  });
  expect(questions.asked).toHaveLength(1);
});

test('a link that redirects in a circle says nothing of the others of its server', async () => {
  const questions = new Questions();
  const probe = new UrlProbe(questions.fetcher, 1, Date);
  const [first, second] = links.slice(0, 2).map(async (link) => await probe.ask(link));
  await turn();
  await questions.answer(new FetchError('it redirects more than 5 times', false));
  await questions.answer(PDF);
  expect(await first).toEqual({ silent: 'it redirects more than 5 times' });
  expect(await second).toMatchObject({ mimeType: 'application/pdf' });
});

test('what still waits when the run is over is not asked', async () => {
  const questions = new Questions();
  const probe = new UrlProbe(questions.fetcher, 1, Date);
  const answers = links.map(async (link) => await probe.ask(link));
  await turn();
  probe.end();
  await questions.answer(PDF);
  expect((await Promise.all(answers)).slice(1)).toEqual(
    Array(3).fill({ silent: 'the run is over' }),
  );
  expect(questions.asked).toEqual([links[0]]);
});
