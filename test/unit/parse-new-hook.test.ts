import { common, eventOf, parse, recorded } from './recorded-hooks';

describe('messages', () => {
  test('a text that a person writes opens the window for 24 hours', () => {
    expect(eventOf('new-text')).toEqual({
      ...common,
      event: 'message',
      direction: 'incoming',
      id: '92E0FFAA0011',
      phone: '972507654321',
      chatId: '972507654321@c.us',
      type: 'text',
      text: 'hello',
      mediaUrl: null,
      caption: null,
      senderName: 'Ronen',
      quotedMessageId: null,
      timestamp: '2020-09-19T12:06:49.000Z',
      windowClosesAt: '2020-09-20T12:06:49.000Z',
    });
  });

  test('a quotation names the message', () => {
    expect(eventOf('new-quote')).toMatchObject({
      quotedMessageId: 'HBgMOTcyNTA3NjU0MzIxFQIAERgS==',
    });
  });

  test.each(['image', 'audio', 'video', 'ptt', 'document'])(
    'a file of type %s comes with its link and caption, and no text',
    (type) => {
      expect(eventOf('new-document', { type, media: undefined })).toMatchObject({
        type,
        text: null,
        mediaUrl: 'https://files.example.com/tmp/contract.pdf',
        caption: 'Signed',
      });
    },
  );

  test('so does one of a type that nobody knows, where it is called media', () => {
    const mediaUrl = 'https://files.example.com/tmp/contract.pdf';
    expect(eventOf('new-document', { type: 'hologram' })).toMatchObject({ text: null, mediaUrl });
  });

  test.each(['location', 'button', 'contacts', 'list', 'reaction', 'order', 'hologram'])(
    'what is of type %s has its words as text',
    (type) => {
      expect(eventOf('new-text', { type })).toMatchObject({ type, text: 'hello', mediaUrl: null });
    },
  );

  test.each(['text', 'location', 'contacts', 'order'])(
    'what is of type %s is no file, whatever link it holds',
    (type) => {
      const body = 'https://maps.example/teddy';
      for (const media of [false, true, 'true'])
        expect(eventOf('new-text', { type, body, media })).toMatchObject({
          text: body,
          mediaUrl: null,
        });
    },
  );

  test('of a group are of its chat and not of the member’s, and open no window', () => {
    for (const from of ['120363025246125888@g.us', '120363025246125888@G.US ']) {
      const event = eventOf('new-text', { from });
      expect(event).toMatchObject({ phone: null, chatId: '120363025246125888@g.us' });
      expect(event).not.toHaveProperty('windowClosesAt');
    }
  });

  test('of WhatsApp itself open no window', () => {
    expect(eventOf('new-text', { type: 'system' })).not.toHaveProperty('windowClosesAt');
  });

  test.each([
    ['IL.1605856887361213', 'IL.1605856887361213'],
    ['il.1605856887361213', 'IL.1605856887361213'],
  ])('of somebody without a number (%s) have the user ID', (from, chatId) => {
    expect(eventOf('new-hidden-number', { from })).toMatchObject({ phone: null, chatId });
  });

  test('of the business are about who is in to, and open no window', () => {
    const event = eventOf('new-outgoing');
    expect(event).toMatchObject({
      direction: 'outgoing',
      phone: '972507654321',
      text: 'Your invoice is on its way',
    });
    expect(event).not.toHaveProperty('windowClosesAt');
  });

  test('raw is there where it is asked for', () => {
    const body = recorded('new-text');
    expect(parse(body, { includeRaw: true }).events[0]).toMatchObject({ raw: body });
  });
});
