import { Link } from 'wouter-preact'
import { useSignal } from '@preact/signals'
import type { CampaignView, SettingsView } from '../../../../api/setup.ts'
import { send } from '../../api-client.ts'
import { Problem, Waiting } from '../../parts/notice.tsx'
import { useAction } from '../../parts/use-action.ts'
import { t } from '../../text.ts'
import { useLive } from '../../use-live.ts'

interface NumberProps { readonly name: string; readonly label: string; readonly value: number; readonly min: number; readonly max: number; readonly help?: string; readonly disabled?: boolean }

const NumberField = ({ name, label, value, min, max, help, disabled }: NumberProps) => (
  <label>{label}<input class="short" type="number" name={name} min={min} max={max} defaultValue={String(value)} required disabled={disabled} />{help && <small class="muted">{help}</small>}</label>
)

/** The recheck's name and rules: filled in with what most municipalities use. */
export function CampaignPage() {
  const { data, problem, reload } = useLive<CampaignView>('/api/municipality/campaign')
  const action = useAction()
  const saved = useSignal(false)
  const view = data.value
  if (!view) return <Waiting title={t('settings')} problem={problem.value} />
  const { campaign, drawn } = view
  const rules = campaign?.settings ?? view.defaults
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    void action.run(async () => {
      saved.value = false
      await send(campaign ? 'PUT' : 'POST', '/api/municipality/campaign', { title: form.get('title'), municipality: form.get('municipality'), settings: settingsOf(form, rules, drawn) })
      await reload()
      if (!campaign) location.assign('/')
      saved.value = true
    })
  }
  return (
    <form class="setup" key={campaign ? 'change' : 'found'} onSubmit={submit} onInput={() => { saved.value = false }}>
      <h1>{campaign ? t('settings') : t('newCampaign')}</h1>
      <div class="card">
        <label>{t('campaignTitle')}<input name="title" required maxLength={200} defaultValue={campaign?.title ?? ''} placeholder={t('campaignTitleHint')} /></label>
        <label>{t('municipalityName')}<input name="municipality" required maxLength={200} defaultValue={campaign?.municipality ?? ''} placeholder={t('municipalityHint')} /></label>
        <label>{t('orderOfCommission')}<input name="order" maxLength={300} defaultValue={rules.order ?? ''} /></label>
        <NumberField name="retentionDays" label={t('retention')} value={rules.retentionDays} min={1} max={3650} />
        {campaign && <p><Link href="/retention">{t('afterKeeping')}</Link></p>}
      </div>
      <fieldset class="card" disabled={drawn}>
        <legend>{t('rulesTitle')}</legend>
        <p class="muted">{drawn ? t('rulesStand') : t('rulesHint')}</p>
        <NumberField name="graders" label={t('gradersOf')} value={rules.draw.graders} min={1} max={2} />
        <NumberField name="minYears" label={t('minYears')} value={rules.draw.minYears} min={0} max={50} />
        <NumberField name="leastOtherSchools" label={t('leastOthers')} value={rules.draw.leastOtherSchools} min={1} max={100} help={t('leastOthersWhy')} />
        <label>{t('unitOf')}<select name="unit"><option value="work" selected={rules.draw.unit === 'work'}>{t('unitWork')}</option><option value="task" selected={rules.draw.unit === 'task'}>{t('unitTask')}</option></select><small class="muted">{t('unitWhy')}</small></label>
        <label class="check"><input type="checkbox" name="reciprocity" defaultChecked={rules.draw.reciprocity === 'allowed'} />{t('reciprocityOk')}</label>
        <NumberField name="pointsApart" label={t('pointsApart')} value={rules.thirdExpert.pointsApart} min={1} max={99} />
        <NumberField name="zeroUpTo" label={t('zeroAgainst')} value={rules.thirdExpert.zeroAgainstNonZeroUpTo} min={0} max={99} />
        <label class="check"><input type="checkbox" name="whenMark" defaultChecked={rules.thirdExpert.whenMarkDiffers} />{t('whenMark')}</label>
      </fieldset>
      <fieldset class="card">
        <legend>{t('blindTitle')}</legend>
        <label>{t('lookAtOf')}<select name="lookAt"><option value="unsure" selected={rules.blind.lookAt === 'unsure'}>{t('lookAtUnsure')}</option><option value="all" selected={rules.blind.lookAt === 'all'}>{t('lookAtAll')}</option></select><small class="muted">{t('lookAtWhy')}</small></label>
      </fieldset>
      <Problem text={action.problem.value} />
      <div class="actions"><button type="submit" class="main" disabled={action.busy.value}>{campaign ? t('save') : t('found_')}</button>{saved.value && <span class="good" role="status">{t('savedNow')}</span>}</div>
    </form>
  )
}

/** What stands in the fields; disabled ones are not in the form and stay as they were. */
function settingsOf(form: FormData, before: SettingsView, drawn: boolean): SettingsView {
  const whole = (name: string): number => Number(form.get(name))
  const order = String(form.get('order') ?? '').trim()
  const rest: Pick<SettingsView, 'order' | 'retentionDays' | 'blind'> = { order: order === '' ? null : order, retentionDays: whole('retentionDays'), blind: { lookAt: form.get('lookAt') === 'all' ? 'all' : 'unsure' } }
  if (drawn) return { ...before, ...rest }
  return {
    ...before, ...rest,
    draw: { ...before.draw, graders: whole('graders'), minYears: whole('minYears'), leastOtherSchools: whole('leastOtherSchools'), unit: form.get('unit') === 'task' ? 'task' : 'work', reciprocity: form.get('reciprocity') ? 'allowed' : 'forbidden' },
    thirdExpert: { pointsApart: whole('pointsApart'), zeroAgainstNonZeroUpTo: whole('zeroUpTo'), whenMarkDiffers: form.get('whenMark') !== null },
  }
}
