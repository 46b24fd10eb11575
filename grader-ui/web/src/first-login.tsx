import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Me } from '../../api/session.ts'
import type { OwnSchools } from '../../api/setup.ts'
import { currentUser, get, send } from './api-client.ts'
import { Problem } from './parts/notice.tsx'
import { useAction } from './parts/use-action.ts'
import { deskWords } from './desk-words.ts'
import { municipalityWords } from './municipality/words.ts'
import { addWords, t } from './text.ts'

addWords(deskWords)
addWords(municipalityWords)

const SHORTEST = 10
const again = async (): Promise<void> => { currentUser.value = await get<Me>('/api/me') }

function PasswordStep() {
  const { problem, busy, run } = useAction()
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    const password = String(form.get('password'))
    void run(async () => {
      if (password.length < SHORTEST) throw new Error(t('passwordShort'))
      if (password !== form.get('again')) throw new Error(t('passwordsDiffer'))
      await send('POST', '/api/first/password', { password })
      await again()
    })
  }
  return (
    <form onSubmit={submit}>
      <h1>{t('choosePassword')}</h1>
      <p class="muted">{t('choosePasswordWhy')}</p>
      <label>{t('newPassword')}<input type="password" name="password" autocomplete="new-password" required autofocus /></label>
      <label>{t('newPasswordAgain')}<input type="password" name="again" autocomplete="new-password" required /></label>
      <Problem text={problem.value} />
      <button type="submit" class="main" disabled={busy.value}>{t('next')}</button>
    </form>
  )
}

function ConflictsStep() {
  const known = useSignal<OwnSchools | null>(null)
  const { problem, busy, run } = useAction()
  useEffect(() => { void run(async () => { known.value = await get<OwnSchools>('/api/first/schools') }) }, [])
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    void run(async () => {
      await send('POST', '/api/first/conflicts', { otherSchools: form.getAll('job'), conflicts: form.getAll('conflict') })
      await again()
    })
  }
  return (
    <form class="declare" onSubmit={submit}>
      <h1>{t('declareTitle')}</h1>
      <p>{t('declareWhy')}</p>
      <table tabIndex={0}><tbody>{(known.value?.schools ?? []).map((school) => (
        <tr key={school.id}><th scope="row">{school.name}{school.own && <small>{t('ownSchool')}</small>}</th>
          <td>{!school.own && <label class="check"><input type="checkbox" name="job" value={school.id} defaultChecked={school.worksHere} disabled={school.worksHere} aria-label={`${school.name}: ${t('worksHere')}`} />{t('worksHere')}</label>}</td>
          <td>{!school.own && <label class="check"><input type="checkbox" name="conflict" value={school.id} defaultChecked={school.conflict} disabled={school.conflict} aria-label={`${school.name}: ${t('conflictHere')}`} />{t('conflictHere')}</label>}</td></tr>
      ))}</tbody></table>
      {known.value && known.value.colleagues.length > 0 && <fieldset><legend>{t('declareColleagues')}</legend>
        <div class="checks">{known.value.colleagues.map((one) => <label key={one.id} class="check"><input type="checkbox" name="conflict" value={one.id} defaultChecked={one.conflict} disabled={one.conflict} />{one.name}</label>)}</div></fieldset>}
      <label class="check"><input type="checkbox" required />{t('declareSure')}</label>
      <Problem text={problem.value} />
      <button type="submit" class="main" disabled={busy.value || known.value === null}>{t('declare')}</button>
    </form>
  )
}

/** What stands before the desk at the first login: an own password, and an expert's conflicts of interest. */
export const FirstLogin = ({ steps }: { steps: Me['firstSteps'] }) => (
  <main class={steps.includes('password') ? 'door' : undefined}>{steps.includes('password') ? <PasswordStep /> : <ConflictsStep />}</main>
)
