// The one storage account: outputs, queues of the inference worker, and what the Functions host and Durable Functions keep.
// Durable Functions makes its own queues and tables, named after the task hub.

@description('Name of the account: 3 to 24 lower-case letters and digits.')
@minLength(3)
@maxLength(24)
param name string

@description('Region.')
param location string

@description('Tags.')
param tags object

@description('How copies are kept.')
param sku string

@description('Days until dropped areas and the reports on them are deleted.')
param dropRetentionDays int

@description('Web origins whose pages may read shared outputs.')
param shareOrigins string[] = [
  '*'
]

var outputs = 'rasterflow'
var drop = 'aoi-drop'
var package = 'app-package'
var containers = [
  outputs
  drop
  package
  'azure-webjobs-hosts'
  'azure-webjobs-secrets'
]

var blocks = 'inference-blocks'
var results = 'inference-results'
var blocksPoison = '${blocks}-poison'
var resultsPoison = '${results}-poison'

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: sku
  }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }
}

resource blobService 'Microsoft.Storage/storageAccounts/blobServices@2023-05-01' = {
  parent: account
  name: 'default'
  properties: {
    // Web pages read what they have a signed address of; nothing is public.
    cors: {
      corsRules: [
        {
          allowedOrigins: shareOrigins
          allowedMethods: [
            'GET'
            'HEAD'
            'OPTIONS'
          ]
          allowedHeaders: [
            'range'
            'if-match'
            'if-none-match'
          ]
          exposedHeaders: [
            'accept-ranges'
            'content-length'
            'content-range'
            'etag'
          ]
          maxAgeInSeconds: 3600
        }
      ]
    }
    deleteRetentionPolicy: {
      enabled: true
      days: 7
    }
  }
}

resource blobContainers 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' = [for container in containers: {
  parent: blobService
  name: container
  properties: {
    publicAccess: 'None'
  }
}]

resource queueService 'Microsoft.Storage/storageAccounts/queueServices@2023-05-01' = {
  parent: account
  name: 'default'
}

resource queues 'Microsoft.Storage/storageAccounts/queueServices/queues@2023-05-01' = [for queue in [
  blocks
  results
  blocksPoison
  resultsPoison
]: {
  parent: queueService
  name: queue
}]

resource tableService 'Microsoft.Storage/storageAccounts/tableServices@2023-05-01' = {
  parent: account
  name: 'default'
}

// Only what nothing refers to later: a job keeps its own copy of a dropped area under uploads/.
resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2023-05-01' = {
  parent: account
  name: 'default'
  dependsOn: [
    blobService
  ]
  properties: {
    policy: {
      rules: [
        {
          name: 'drops'
          type: 'Lifecycle'
          enabled: true
          definition: {
            filters: {
              blobTypes: [
                'blockBlob'
              ]
              prefixMatch: [
                '${drop}/'
                '${outputs}/drops/'
                '${outputs}/work/'
              ]
            }
            actions: {
              baseBlob: {
                delete: {
                  daysAfterModificationGreaterThan: dropRetentionDays
                }
              }
            }
          }
        }
      ]
    }
  }
}

// On Flex Consumption a blob trigger hears of new blobs by Event Grid. The subscription needs a key of the published app (README.md).
resource eventTopic 'Microsoft.EventGrid/systemTopics@2022-06-15' = {
  name: '${name}-events'
  location: location
  tags: tags
  properties: {
    source: account.id
    topicType: 'Microsoft.Storage.StorageAccounts'
  }
}

@description('Name of the account.')
output name string = account.name

@description('Addresses of the services: blob, queue, table; each ends with a slash.')
output endpoints object = {
  blob: account.properties.primaryEndpoints.blob
  queue: account.properties.primaryEndpoints.queue
  table: account.properties.primaryEndpoints.table
}

@description('Container of everything that jobs write.')
output outputsContainer string = outputs

@description('Container of the functions app\'s published package.')
output packageContainer string = package

@description('Queue of the blocks that the inference worker runs.')
output blocksQueue string = blocks

@description('Queues that the inference worker uses.')
output workerQueues string[] = [
  blocks
  results
  blocksPoison
]

@description('Name of the account\'s Event Grid topic.')
output eventTopicName string = eventTopic.name
