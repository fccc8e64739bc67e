import {status} from '../support/fake-answers.ts'
import {startFake} from '../support/fake-api-server.ts'
import {ALL_RESOURCES} from '../support/fake-discovery.ts'
import type {ContractBed} from './contract-bed.ts'

const TOO_MANY = status(429, {
  reason: 'TooManyRequests',
  message: 'Too many requests, please try again later.',
  details: {retryAfterSeconds: 1},
})

/** The fake API server as a bed of the contract, and how to stop it. */
export const startFakeBed = async (): Promise<ContractBed & {close(): Promise<void>}> => {
  const fake = await startFake({resources: ALL_RESOURCES.filter(({group}) => group !== 'gateway.networking.k8s.io')})
  const throttled = new Set<string>()
  let isExpiring = false
  fake.fault = ({headers, query}) => {
    if (isExpiring && query.has('continue')) {
      fake.store.compact()
      isExpiring = false
    }
    return throttled.has(String(headers.authorization))
      ? {is: 'answer', answer: {...TOO_MANY, headers: {'retry-after': '1'}}}
      : undefined
  }
  const admin = {kubeconfig: await fake.kubeconfig('admin'), username: 'admin'}
  return {
    admin,
    apply: async (...objects) => fake.store.apply(...objects),
    user: async request => ({kubeconfig: await fake.user(request), username: request.name}),
    expireTokens: async () => fake.store.compact(),
    expiring: async () => {
      isExpiring = true
      return admin
    },
    throttle: async ({username}) => void throttled.add(`Bearer ${username}`),
    close: () => fake.close(),
  }
}
