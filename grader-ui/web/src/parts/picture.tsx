import { useLayoutEffect, useRef } from 'preact/hooks'
import { pictureOf } from './pictures.ts'

const RETRY_MS = 3000

/** A picture that was fetched ahead is shown in the same moment; one that failed is asked for again. `onState` hears whether it is there. */
export function Picture({ url, onState }: { readonly url: string; readonly onState: (state: 'loading' | 'shown' | 'failed') => void }) {
  const place = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let picture: HTMLImageElement
    const shown = (): void => onState('shown')
    const failed = (): void => {
      onState('failed')
      leave()
      timer = setTimeout(show, RETRY_MS)
    }
    const leave = (): void => {
      clearTimeout(timer)
      picture.removeEventListener('load', shown)
      picture.removeEventListener('error', failed)
    }
    const show = (): void => {
      picture = pictureOf(url)
      picture.addEventListener('load', shown)
      picture.addEventListener('error', failed)
      place.current!.replaceChildren(picture)
      onState(picture.complete && picture.naturalWidth > 0 ? 'shown' : 'loading')
    }
    show()
    return () => leave()
  }, [url])
  return <div class="picture" ref={place} />
}
