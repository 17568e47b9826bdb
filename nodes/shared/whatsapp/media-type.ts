/** WhatsApp's kinds of media; each is shown, and limited, in its own way. */
export type MediaType = 'image' | 'video' | 'audio' | 'document';
