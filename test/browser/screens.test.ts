import { on, PHONE, reads, usePage } from './use-page';

const at = usePage();

test.each([320, 390, 900])(
  'on a screen %i pixels wide nothing has to be scrolled sideways',
  async (width) => {
    await at.page.setViewportSize({ width, height: 740 });
    await at.call('settings', {
      ackNotificationsOn: true,
      webhookUrl: `${at.receiver.url}?x=${'y'.repeat(200)}`,
    });
    await on(at.page).answer(`A long word: ${'x'.repeat(300)}`);
    await on(at.page).message('A long word').waitFor();
    await at.call('sendFile', {
      ...{ phone: PHONE, body: `${at.sandbox.url}/samples/invoice.pdf` },
      ...{ filename: `${'name'.repeat(50)}.pdf`, caption: 'Long' },
    });
    await reads(on(at.page).message('Long').locator('.status'), 'Delivered');
    await at.sandbox.control.settled();
    await reads(on(at.page).webhooks, 'delivered');
    await at.page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
    });
    const widths = await at.page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.querySelector('#conversation')!.scrollWidth -
        document.querySelector('#conversation')!.clientWidth,
    ]);
    expect(widths).toEqual([width, 0]);
  },
);

test('it is dark where people like it dark, and words stand out in both', async () => {
  const brightness = () =>
    at.page.evaluate(() => {
      const { backgroundColor, color } = getComputedStyle(document.body);
      return [backgroundColor, color].map((rgb) =>
        (rgb.match(/\d+/g) ?? []).reduce((sum, part) => sum + Number(part), 0),
      );
    });
  await at.page.emulateMedia({ colorScheme: 'light' });
  const [lightGround = 0, lightText = 0] = await brightness();
  expect(lightGround - lightText).toBeGreaterThan(500);
  await at.page.emulateMedia({ colorScheme: 'dark' });
  const [darkGround = 0, darkText = 0] = await brightness();
  expect(darkText - darkGround).toBeGreaterThan(500);
});

test('everything can be reached with the keyboard, has a name, and shows where the focus is', async () => {
  const reached = new Set<string>();
  await at.page.locator('body').focus();
  for (let presses = 0; presses < 25; presses++) {
    await at.page.keyboard.press('Tab');
    const [id, outline] = await at.page.evaluate(() => {
      const element = document.activeElement!;
      const shown = element.matches('.accounts input') ? element.nextElementSibling! : element;
      const name = element.getAttribute('data-minutes') ?? element.id;
      if (element === document.body) return []; // past the last
      return [name || element.textContent, getComputedStyle(shown).outlineStyle];
    });
    if (id === undefined || reached.has(id)) break;
    reached.add(id);
    expect([id, outline]).toEqual([id, 'solid']);
  }
  expect([...reached]).toEqual(
    expect.arrayContaining([
      ...['account-1msg', 'another-number', 'conversation', 'answer', 'read', 'reads-by-itself'],
      ...['1440', 'failure', 'failing', 'times'],
    ]),
  );
});
