import { ConnectionShelf } from '../../nodes/shared/http/connection-shelf';

const API = 'https://api.example.com';
const FILES = 'https://files.example.com';

test('a connection goes to whoever asks for the same host', async () => {
  const shelf = new ConnectionShelf();
  const api = await shelf.take(API);
  const files = await shelf.take(FILES);
  shelf.giveBack(API, api);
  shelf.giveBack(FILES, files);
  expect(await shelf.take(API)).toBe(api);
  expect(await shelf.take(FILES)).toBe(files);
});

test('hosts that were asked once do not crowd out one that is asked again and again', async () => {
  const shelf = new ConnectionShelf();
  const api = await shelf.take(API);
  shelf.giveBack(API, api);
  for (let host = 0; host < 300; host++) {
    const origin = `https://${host}.example.com`;
    shelf.giveBack(origin, await shelf.take(origin));
    const again = await shelf.take(API);
    expect(again).toBe(api);
    shelf.giveBack(API, again);
  }
});
