import type { ComponentChildren } from 'preact'
import { t } from '../text.ts'

/** What to say where there is nothing to show, and what to do next. */
export const Empty = ({ title, children }: { title: string; children?: ComponentChildren }) => (
  <section class="empty"><h2>{title}</h2>{children && <p>{children}</p>}</section>
)

/** A refusal in the server's words; read aloud. */
export const Problem = ({ text }: { text: string | null }) => (text ? <p class="problem" role="alert">{text}</p> : null)

/** A page whose content is still on its way, or could not be fetched. */
export const Waiting = ({ title, problem }: { title: string; problem: string | null }) => (
  <><h1>{title}</h1>{problem ? <Problem text={problem} /> : <p class="empty" role="status">{t('loading')}</p>}</>
)
