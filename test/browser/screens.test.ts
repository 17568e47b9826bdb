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

test.each([1100, 1280])(
  'on a screen %i pixels wide no word and no number is broken',
  async (width) => {
    await at.page.setViewportSize({ width, height: 800 });
    await at.call('settings', { ackNotificationsOn: true, webhookUrl: at.receiver.url });
    await at.sandbox.control.customerWrites({ from: PHONE, text: 'Hello' });
    await at.call('sendTemplate', { phone: PHONE, template: 'a_template_that_is_not_there' });
    await at.call('sendFile', {
      ...{ phone: PHONE, body: `${at.sandbox.url}/samples/invoice.pdf` },
      filename: 'a-rather-long-name-of-an-invoice-for-2026.pdf',
    });
    await reads(on(at.page).webhooks, 'delivered');
    const inLines = at.page.locator('.traffic :is(.who, .outcome, .more, time, h2), #window');
    const lines = await inLines.evaluateAll((elements) =>
      elements.map((element) => {
        const { height } = element.getBoundingClientRect();
        const { fontSize } = getComputedStyle(element);
        return [
          element.textContent,
          height < 2 * Number.parseFloat(fontSize),
          element.scrollWidth <= element.clientWidth ||
            getComputedStyle(element).display === 'inline',
        ];
      }),
    );
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.filter(([, isOneLine, isWhole]) => !(isOneLine && isWhole))).toEqual([]);
    const broken = await at.page
      .locator('.what strong')
      .evaluateAll(
        (names) =>
          names.filter((name) => /^\S+$/.test(name.textContent) && name.getClientRects().length > 1)
            .length,
      );
    expect(broken).toBe(0);
  },
);

test.each([390, 900, 1280])(
  'a long name does not move the phone, and stands on its own side (%i pixels)',
  async (width) => {
    await at.page.setViewportSize({ width, height: 800 });
    await at.sandbox.control.customerWrites({ from: PHONE, text: 'Hello', senderName: 'Al' });
    const whose = at.page.getByRole('heading', { name: 'phone' }).last();
    await reads(whose, 'Al’s phone');
    const before = await at.page.locator('.phone').boundingBox();
    const senderName = `דנה ${'Featherstonehaugh '.repeat(6)}`.trim();
    await at.sandbox.control.customerWrites({ from: PHONE, text: 'Hello', senderName });
    await reads(whose, `${senderName}’s phone`);
    expect(await at.page.locator('.phone').boundingBox()).toEqual(before);
    // A name from right to left stands where the others do.
    const [name] = await at.page.locator('.customer-name').all();
    const [start, box] = [await name?.locator('bdi').boundingBox(), await name?.boundingBox()];
    expect(start?.x).toBe(box?.x);
  },
);

test('the name of a file from right to left keeps to itself in the list of requests', async () => {
  await at.page.setViewportSize({ width: 1440, height: 800 });
  await at.sandbox.control.customerWrites({ from: PHONE, text: 'Hello' });
  await at.call('sendFile', {
    ...{ phone: PHONE, body: `${at.sandbox.url}/samples/invoice.pdf` },
    filename: 'חשבונית.pdf',
  });
  const line = at.page.locator('.what small').filter({ hasText: 'חשבונית' });
  await reads(line, `חשבונית.pdf to +${PHONE}`);
  const [name, to, who] = await line.evaluate((small) =>
    [...small.childNodes].map((node) => {
      const range = document.createRange();
      range.selectNode(node);
      return range.getBoundingClientRect().toJSON() as DOMRect;
    }),
  );
  expect(name!.right).toBeLessThanOrEqual(to!.right - 10);
  expect(to!.right).toBeLessThanOrEqual(who!.left + 1);
});

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
