import { useRef } from 'preact/hooks'
import type { ExpertWork, PutRemark } from '../../../api/expert.ts'
import { Modal } from '../parts/modal.tsx'
import { t } from '../text.ts'

export type Note = ExpertWork['pages'][number]['notes'][number]

/** The notes of a page where they were put. */
export const NotePins = ({ notes, onOpen }: { notes: readonly Note[]; onOpen: (note: Note) => void }) => (
  <>{notes.map((note, index) => (
    <button type="button" key={note.note} class="pin" style={{ left: `${note.x * 100}%`, top: `${note.y * 100}%` }} title={note.text} aria-label={t('noteN', { n: index + 1, text: note.text })}
      onClick={() => onOpen(note)} onDblClick={(event) => event.stopPropagation()}>{index + 1}</button>
  ))}</>
)

/** Writes, changes or removes one note; Enter keeps it. */
export function NoteDialog({ note, page, onSave, onClose }: { note: Note; page: number; onSave: (about: PutRemark['about'], text: string) => void; onClose: () => void }) {
  const field = useRef<HTMLTextAreaElement>(null)
  const save = (text: string): void => onSave({ type: 'page', page, note: note.note, x: note.x, y: note.y }, text.trim())
  return (
    <Modal title={t('noteOnPage', { n: page })} onClose={onClose}>
      <label>{t('noteText')}<textarea ref={field} rows={3} maxLength={1000} defaultValue={note.text}
        onKeyDown={(event) => { if (event.key === 'Enter' && !event.shiftKey) { event.preventDefault(); save(event.currentTarget.value) } }} /></label>
      <div class="actions">
        <button type="button" class="main" onClick={() => save(field.current!.value)}>{t('keep')} <kbd>Enter</kbd></button>
        {note.text !== '' && <button type="button" onClick={() => save('')}>{t('removeNote')}</button>}
      </div>
    </Modal>
  )
}
