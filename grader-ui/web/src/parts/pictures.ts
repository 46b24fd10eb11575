/** So many decoded pages are kept: the work on the screen and the next one. A page at 200 dpi takes about 15 MB. */
const KEPT = 12
const pictures = new Map<string, HTMLImageElement>()

/** The picture behind an address as an element, fetched once; the newest few stay ready to be shown. */
export function pictureOf(url: string): HTMLImageElement {
  const kept = pictures.get(url)
  const failed = kept?.complete === true && kept.naturalWidth === 0
  const picture = kept && !failed ? kept : new Image()
  if (picture !== kept) {
    picture.alt = ''
    picture.draggable = false
    picture.decoding = 'sync'
    picture.src = url
  }
  pictures.delete(url)
  pictures.set(url, picture)
  for (const old of [...pictures.keys()].slice(0, -KEPT)) pictures.delete(old)
  return picture
}

/** Fetches and decodes a picture, so that it appears at once when it is shown. */
export const prepare = (url: string): Promise<void> => pictureOf(url).decode().catch(() => undefined)
