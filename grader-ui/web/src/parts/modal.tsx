import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { t } from '../text.ts'

/** A dialog over the page; Escape closes it. */
export function Modal({ title, children, onClose }: { title: string; children: ComponentChildren; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => { dialog.current!.showModal() }, [])
  return (
    <dialog ref={dialog} onClose={onClose} aria-label={title}>
      <h2>{title}</h2>
      {children}
      <form method="dialog"><button type="submit">{t('close')} <kbd>Esc</kbd></button></form>
    </dialog>
  )
}
