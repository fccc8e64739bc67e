const MOST = 200

/** What a controller has said, as a part of a sentence of ours: without its end mark, and of a long one the beginning. */
export const excerpt = (message: string): string => {
  const said = message.trim().replace(/[.:\s]+$/, '')
  return said.length > MOST ? `${said.slice(0, MOST)}…` : said
}
