import {apiServerContract} from '../contract/api-server.contract.ts'
import {realBed} from '../contract/real-bed.ts'
import {sourceContract} from '../contract/source.contract.ts'
import {describeOnBed} from './describe-on-bed.ts'

describeOnBed('contract on a real control plane', {}, bed => {
  before(() => bed().installCrds('cert-manager'))
  apiServerContract('real', () => realBed(bed()))
  sourceContract('real', () => realBed(bed()))
})
