// RasterFlow for Azure: everything a resource group needs. See README.md for the order of the steps.
targetScope = 'resourceGroup'

@description('First part of every name: lower-case letters and digits, beginning with a letter.')
@minLength(3)
@maxLength(10)
param name string = 'rasterflow'

@description('Region of everything. It must offer Flex Consumption and, for a GPU, the chosen worker profile.')
param location string = resourceGroup().location

@description('Tags of every resource.')
param tags object = {}

@description('How the storage account keeps its copies.')
@allowed([
  'Standard_LRS'
  'Standard_ZRS'
  'Standard_GRS'
])
param storageSku string = 'Standard_LRS'

@description('Days until dropped area files and the reports on them are deleted. Outputs are never deleted.')
@minValue(1)
@maxValue(3650)
param dropRetentionDays int = 30

@description('Days that logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('Memory of one instance of the functions app in MB.')
@allowed([
  2048
  4096
])
param instanceMemoryMB int = 4096

@description('Most instances of the functions app at a time.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int = 100

@description('Instances for orchestrations and activities that are kept warm; 0 scales to zero.')
@minValue(0)
@maxValue(20)
param alwaysReadyInstances int = 0

@description('Activities that one instance of the functions app runs at a time.')
@minValue(1)
@maxValue(32)
param activitiesPerInstance int = 4

@description('Seconds of silence after which inference blocks are sent again. Longer than a worker needs to start from zero.')
@minValue(60)
@maxValue(86400)
param inferenceSilenceSeconds int = 1800

@description('The largest area of a job in square kilometres.')
@minValue(1)
param maxAreaKm2 int = 750000

@description('Hosts that job documents may name, such as *.example.org. Empty: the ones built into the app.')
param allowedHosts string[] = []

@description('Address under which users reach the app, behind a gateway or a custom domain: https://fields.example.org. Empty: its own.')
param publicUrl string = ''

@description('When the saved schedules are looked at: NCRONTAB with seconds, in UTC.')
@minLength(9)
param seasonalTimer string = '0 0 5 * * *'

@description('Where the inference worker runs: a serverless GPU, or Consumption for the processor alone.')
@allowed([
  'Consumption'
  'Consumption-GPU-NC8as-T4'
  'Consumption-GPU-NC24-A100'
])
param workerProfile string = 'Consumption-GPU-NC8as-T4'

@description('Tag of the worker\'s image in the registry. Empty: no worker yet, since the registry must hold the image first.')
param workerImageTag string = ''

@description('Most inference workers at a time; each takes one GPU of the quota.')
@minValue(1)
@maxValue(100)
param maxWorkers int = 4

@description('Waiting blocks for each of which one more worker is started.')
@minValue(1)
@maxValue(1000)
param blocksPerWorker int = 8

@description('Object id of a person or group that may put files into the storage account. Empty: nobody but the apps.')
param operatorPrincipalId string = ''

@description('What the operator is.')
@allowed([
  'User'
  'Group'
  'ServicePrincipal'
])
param operatorPrincipalType string = 'User'

var suffix = uniqueString(resourceGroup().id)
var plainName = toLower('${name}${suffix}')
var functionAppName = toLower('${name}-${suffix}')
var workerName = toLower('${name}-worker')

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  params: {
    name: name
    location: location
    tags: tags
    retentionDays: logRetentionDays
  }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  params: {
    name: plainName
    location: location
    tags: tags
    sku: storageSku
    dropRetentionDays: dropRetentionDays
  }
}

module registry 'modules/registry.bicep' = {
  name: 'registry'
  params: {
    name: plainName
    location: location
    tags: tags
  }
}

module identities 'modules/identities.bicep' = {
  name: 'identities'
  params: {
    name: name
    location: location
    tags: tags
  }
}

module access 'modules/access.bicep' = {
  name: 'access'
  params: {
    storageName: storage.outputs.name
    outputsContainer: storage.outputs.outputsContainer
    workerQueues: storage.outputs.workerQueues
    registryName: registry.outputs.name
    insightsName: monitoring.outputs.insightsName
    functionsPrincipalId: identities.outputs.functions.principalId
    workerPrincipalId: identities.outputs.worker.principalId
    operatorPrincipalId: operatorPrincipalId
    operatorPrincipalType: operatorPrincipalType
  }
}

module functions 'modules/functions.bicep' = {
  name: 'functions'
  dependsOn: [
    access
  ]
  params: {
    name: functionAppName
    location: location
    tags: tags
    identityId: identities.outputs.functions.id
    identityClientId: identities.outputs.functions.clientId
    storageEndpoints: storage.outputs.endpoints
    packageContainer: storage.outputs.packageContainer
    outputsContainer: storage.outputs.outputsContainer
    insightsConnection: monitoring.outputs.insightsConnection
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyInstances: alwaysReadyInstances
    activitiesPerInstance: activitiesPerInstance
    inferenceSilenceSeconds: inferenceSilenceSeconds
    maxAreaKm2: maxAreaKm2
    allowedHosts: allowedHosts
    publicUrl: publicUrl
    seasonalTimer: seasonalTimer
  }
}

module workerEnvironment 'modules/worker-environment.bicep' = {
  name: 'worker-environment'
  params: {
    name: name
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    profile: workerProfile
  }
}

module worker 'modules/worker.bicep' = if (!empty(workerImageTag)) {
  name: 'worker'
  dependsOn: [
    access
  ]
  params: {
    name: workerName
    location: location
    tags: tags
    environmentId: workerEnvironment.outputs.id
    profile: workerProfile
    identityId: identities.outputs.worker.id
    identityClientId: identities.outputs.worker.clientId
    registryServer: registry.outputs.server
    imageTag: workerImageTag
    storageName: storage.outputs.name
    storageEndpoints: storage.outputs.endpoints
    outputsContainer: storage.outputs.outputsContainer
    blocksQueue: storage.outputs.blocksQueue
    maxReplicas: maxWorkers
    blocksPerReplica: blocksPerWorker
  }
}

@description('Name of the functions app.')
output functionAppName string = functions.outputs.name

@description('Address of the functions app: RASTERFLOW_URL of the command line.')
output functionAppUrl string = functions.outputs.url

@description('Name of the storage account.')
output storageName string = storage.outputs.name

@description('Address of the blob service: RASTERFLOW_STORAGE of the command line.')
output blobEndpoint string = storage.outputs.endpoints.blob

@description('Event Grid topic of the storage account, for the subscription that reports dropped files.')
output eventTopicName string = storage.outputs.eventTopicName

@description('Name of the container registry.')
output registryName string = registry.outputs.name

@description('Name and, before its tag, image of the inference worker.')
output workerName string = workerName
