import { Link } from 'wouter-preact'
import type { SetupSteps } from '../../../api/setup.ts'
import { t, type TextKey } from '../text.ts'

type Step = SetupSteps['steps'][number]

const WORDS: Readonly<Record<Step['id'], readonly [title: TextKey, path: string | null]>> = {
  campaign: ['stepCampaign', '/settings'], schools: ['stepSchools', '/schools'], people: ['stepPeople', '/people'], forms: ['stepForms', '/forms'], sample: ['stepSample', '/sample'],
  scans: ['stepScans', null], draw: ['stepDraw', '/draw'], grading: ['stepGrading', '/draw'], protocols: ['stepProtocols', null],
}
const STATES = { done: 'stepDone', now: 'stepNow', later: 'stepLater' } as const

/** The way from an empty installation to signed protocols: what is done, what is to do now. */
export const Steps = ({ steps }: { steps: readonly Step[] }) => (
  <ol class="steps" aria-label={t('steps')}>{steps.map(({ id, state, text }, index) => {
    const [title, path] = WORDS[id]
    return (
      <li key={id} class={state} aria-current={state === 'now' ? 'step' : undefined}>
        <span class="place" aria-hidden="true">{state === 'done' ? '✓' : index + 1}</span>
        <div><h2>{path ? <Link href={path}>{t(title)}</Link> : t(title)} <small>{t(STATES[state])}</small></h2><p>{text}</p></div>
      </li>
    )
  })}</ol>
)
