import { canonicalJson, type JsonValue } from '../../../pipeline/model/canonical-json.ts'
import { recheckProtocolText } from '../../../pipeline/protocol/document/recheck-protocol.ts'
import { renderDocument } from '../../../pipeline/protocol/document/render-document.ts'
import type { Db } from '../../../storage/database/database.ts'
import { signLog } from '../../../storage/log-checkpoints.ts'
import type { Account } from '../../../storage/queries/accounts.ts'
import { addProtocol, namesOf } from '../../../storage/queries/protocols.ts'
import { protocolView } from '../../api/chair.ts'
import { makeChange } from '../change.ts'
import { approvalObstacles } from '../recheck/approval-obstacles.ts'
import { dayOf, protocolOf, type FrozenProtocol } from '../recheck/protocol-of.ts'
import type { App, Services } from '../services.ts'
import { accountOf } from '../session/load-account.ts'
import { UserError } from '../user-error.ts'
import { openingState } from './open-ciphers.ts'
import { openProtocol } from './open-protocol.ts'
import { protocolParams, viewOf } from './show-protocol.ts'

/** POST …/approve: freezes the protocol, its data and its PDF, with a checkpoint of the log as it stood then. From then on nothing in it changes. The ciphers have to be opened before: the protocol names the participants' codes. */
export function approveRoute(app: App, services: Services): void {
  app.post('/api/chair/protocols/:schoolId/:formId/approve', { schema: { params: protocolParams, response: { 200: protocolView } } }, async (request) => {
    const { database, blobs, fonts, clock, logKey } = services
    const account = accountOf(request)
    const place = request.params
    const day = dayOf(clock())
    const before = await freeze({ db: database, place, account, day })
    const checkpoint = await signLog(database, { key: logKey, at: clock() })
    if (!checkpoint.ok) throw new UserError({ code: 'log-broken', status: 409, message: `${checkpoint.reason.message} Пока журнал не цел, протокол не утвердить: обратитесь к тому, кто обслуживает сервер.` })
    const frozen: FrozenProtocol = { ...before, protocol: { ...before.protocol, checkpoint: checkpoint.value.note } }
    // Drawn before the transaction: it takes as long as a thousand rows.
    const pdf = await renderDocument({ document: recheckProtocolText(frozen.protocol), day: frozen.protocol.date, fonts })
    const pdfSha256 = await blobs.put(pdf)
    await makeChange({ services, account, steps: async (change) => {
      const now = await freeze({ db: change.db, place, account, day })
      if (canonicalJson(asJson(now)) !== canonicalJson(asJson(before))) {
        throw new UserError({ code: 'changed-meanwhile', status: 409, message: 'Пока готовился протокол, данные изменились. Просмотрите его и утвердите ещё раз.' })
      }
      const id = change.newId()
      const { campaign } = await openProtocol(change.db, place)
      const added = await addProtocol(change.db, { id, campaignId: campaign.id, ...place, content: asJson(frozen), pdfSha256, approvedBy: account.id, at: change.at })
      if (!added) throw alreadyApproved()
      change.record({ type: 'protocol.approved', protocol: id, school: place.schoolId, form: place.formId, works: now.protocol.works.length, pdfSha256 })
    } })
    return viewOf(await openProtocol(database, place))
  })
}

async function freeze({ db, place, account, day }: { db: Db; place: { schoolId: string; formId: string }; account: Account; day: string }): Promise<FrozenProtocol> {
  const { campaign, schoolName, form, record, recheck, opening } = await openProtocol(db, place)
  if (record) throw alreadyApproved()
  const obstacles = approvalObstacles(recheck)
  if (obstacles.length > 0) throw new UserError({ code: 'not-ready', status: 409, message: `Утвердить протокол пока нельзя. ${obstacles.join(' ')}` })
  if (openingState({ opening, recheck }) !== 'opened') {
    throw new UserError({ code: 'ciphers-closed', status: 409, message: 'Сначала вскройте шифры: запросите вскрытие, и муниципальный координатор подтвердит его на своём рабочем столе.' })
  }
  const names = await namesOf(db, [...new Set(recheck.works.flatMap((work) => work.expertIds))])
  return protocolOf({ campaign, schoolName, form, recheck, chairName: account.name, names, day })
}

const alreadyApproved = (): UserError => new UserError({ code: 'already-approved', status: 409, message: 'Этот протокол уже утверждён. Обновите страницу.' })

// What is undefined in memory is absent in JSON.
const asJson = (frozen: FrozenProtocol): JsonValue => JSON.parse(JSON.stringify(frozen)) as JsonValue
