import { Link, useLocation } from 'wouter-preact'
import { ProgressBar } from '../parts/progress-bar.tsx'
import { t } from '../text.ts'
import { queued, secondsLeft, sending, takeOut, volume } from './upload-queue.ts'

/** So many waiting files are named. */
const NAMED = 4

/** Whole percent, and 100 only when the server has said so. */
const percent = (out: number, all: number): number => Math.min(99, Math.floor((100 * out) / Math.max(1, all)))

function timeLeft(): string {
  const seconds = secondsLeft(performance.now())
  if (seconds === null) return ''
  const minutes = Math.round(seconds / 60)
  if (minutes < 1) return t('lessThanMinute')
  return minutes < 60 ? t('minutesLeft', { n: minutes }) : t('hoursLeft', { hours: Math.floor(minutes / 60), minutes: minutes % 60 })
}

/** What goes out now, how far it is, how long it may take, and what follows; each file can be taken out. */
export function SendingLines() {
  const now = sending.value
  if (!now) return null
  const { out, all } = volume.value
  const share = percent(out, all)
  return (
    <div class="sending">
      <p class="name" role="status">{t('sendingFile', { name: now.file.name, share: percent(now.sentBytes, now.file.size) })} {now.cut ? <b class="warn">{t('uploadWaits')}</b> : <span class="muted">{timeLeft()}</span>}
        <button type="button" class="quiet" onClick={() => takeOut(now.id)}>{t('stopSending')}</button></p>
      <ProgressBar done={share} total={100} label={t('uploading')} />
      {queued.value.length > 0 && <p class="muted">{t('sendingToGo', { n: queued.value.length })}</p>}
      {queued.value.length > 0 && <ul>{queued.value.slice(0, NAMED).map(({ id, file }) => <li key={id} class="name">{file.name} <button type="button" class="quiet" onClick={() => takeOut(id)}>{t('stopSending')}</button></li>)}{queued.value.length > NAMED && <li>…</li>}</ul>}
      <p class="muted">{t('leaveOpen')}</p>
    </div>
  )
}

/** The same in one line for whoever looks at another section meanwhile. */
export function SendingStrip() {
  const [path] = useLocation()
  if (!sending.value || path === '/') return null
  const { out, all } = volume.value
  const { cut } = sending.value
  return <p class={cut ? 'banner warn sending-strip' : 'banner sending-strip'} role="status"><Link href="/">{cut ? t('uploadWaits') : [t('sendingAll', { share: percent(out, all) }), timeLeft()].filter(Boolean).join(', ')} →</Link></p>
}
