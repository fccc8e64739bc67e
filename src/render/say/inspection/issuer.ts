import type {IssuerView} from '../../../core/inspect/parts.ts'
import {shown} from '../../escape.ts'
import type {Entry, Panel} from '../panel.ts'
import {fromNow} from './clock.ts'
import {conditionEntries} from './order.ts'
import {sayPolicies} from './requests.ts'
import type {Saying} from './saying.ts'
import {sayUses, useEntry} from './uses.ts'

const PURPOSES: Readonly<Record<string, string>> = {
  signing: 'its CA',
  provisioner: 'the password of its provisioner',
  account: 'its account key',
  credentials: 'its credentials',
}

/** An issuer: where its CA is, whether it is ready, who asks it and who may approve that. */
export const sayIssuer = (saying: Saying, issuer: IssuerView): readonly Panel[] => {
  const {type, url, provisioner, conditions, secrets, warnings, askedBy, approvers, policies} = issuer
  return [
    {
      is: 'entries',
      heading: 'issuer',
      entries: [
        {label: 'type', text: shown(type, 80)},
        ...(url === undefined ? [] : [{label: 'at', text: shown(url, 400)}]),
        ...(provisioner === undefined ? [] : [{label: 'provisioner', text: shown(provisioner, 200)}]),
        ...conditionEntries(conditions, saying.now),
        ...warnings.map(({reason, message, at}): Entry => {
          const when = at === undefined ? '' : ` (${fromNow(at, saying.now)})`
          return {sign: 'warning', label: shown(reason, 80), text: `${shown(message, 600)}${when}`}
        }),
        ...secrets.map((secret): Entry => {
          const {label, sign = 'unsure'} = useEntry(saying, secret)
          const what = PURPOSES[secret.how] ?? shown(secret.how, 80)
          return {sign, label, text: secret.ok === false ? `${what} is not there` : what}
        }),
      ],
    },
    ...(approvers.length === 0
      ? []
      : [
          {
            is: 'entries' as const,
            heading: 'who may approve',
            entries: approvers.map(
              ({who, may, why}): Entry => ({
                sign: may === null ? 'unsure' : may ? 'fine' : 'info',
                label: shown(who, 120),
                text: `${may === null ? 'not known' : may ? 'may' : 'may not'}${why === undefined ? '' : `: ${shown(why)}`}`,
              }),
            ),
          },
        ]),
    ...sayPolicies(saying, policies),
    ...sayUses(saying, askedBy.length === 0 ? '' : `asked by ${askedBy.length}`, askedBy),
  ]
}
