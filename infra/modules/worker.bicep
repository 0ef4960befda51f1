// The inference worker: no ingress, as many replicas as its queue asks for, none while it is empty.

@description('Name of the container app, and of its image.')
@minLength(2)
@maxLength(32)
param name string

@description('Region.')
param location string

@description('Tags.')
param tags object

@description('Resource id of the Container Apps environment.')
param environmentId string

@description('Workload profile: a key of sizes.')
param profile string

@description('Resource id of the worker\'s identity.')
param identityId string

@description('Client id of the worker\'s identity.')
param identityClientId string

@description('Host of the registry.')
param registryServer string

@description('Tag of the image.')
@minLength(1)
param imageTag string

@description('Name of the storage account.')
param storageName string

@description('Addresses of the storage account\'s services: blob and queue.')
param storageEndpoints object

@description('Container of everything that jobs write.')
param outputsContainer string

@description('Queue of the blocks to run.')
param blocksQueue string

@description('Most replicas at a time.')
param maxReplicas int

@description('Waiting blocks for each of which one more replica is started.')
param blocksPerReplica int

// A replica takes all that its profile has.
var sizes = {
  Consumption: {
    cpu: 4
    memory: '8Gi'
    device: 'cpu'
    readers: 1
  }
  'Consumption-GPU-NC8as-T4': {
    cpu: 8
    memory: '56Gi'
    device: 'cuda'
    readers: 4
  }
  'Consumption-GPU-NC24-A100': {
    cpu: 24
    memory: '220Gi'
    device: 'cuda'
    readers: 4
  }
}
var size = sizes[profile]

var healthPort = 8080
var health = {
  path: '/health'
  port: healthPort
}

// The worker ends within its grace and 5 seconds; the platform waits longer.
var shutdownSeconds = 45
var terminationSeconds = shutdownSeconds + 15

resource app 'Microsoft.App/containerApps@2025-01-01' = {
  name: name
  location: location
  tags: tags
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    environmentId: environmentId
    workloadProfileName: profile
    configuration: {
      activeRevisionsMode: 'Single'
      registries: [
        {
          server: registryServer
          identity: identityId
        }
      ]
    }
    template: {
      terminationGracePeriodSeconds: terminationSeconds
      containers: [
        {
          name: 'worker'
          image: '${registryServer}/${name}:${imageTag}'
          resources: {
            cpu: size.cpu
            memory: size.memory
          }
          env: [
            {
              name: 'AzureWebJobsStorage__blobServiceUri'
              value: storageEndpoints.blob
            }
            {
              name: 'AzureWebJobsStorage__queueServiceUri'
              value: storageEndpoints.queue
            }
            {
              name: 'AzureWebJobsStorage__clientId'
              value: identityClientId
            }
            {
              name: 'RASTERFLOW_CONTAINER'
              value: outputsContainer
            }
            {
              name: 'RASTERFLOW_DEVICE'
              value: size.device
            }
            {
              // Blocks read at a time: a GPU is faster than one reader.
              name: 'RASTERFLOW_READERS'
              value: string(size.readers)
            }
            {
              name: 'RASTERFLOW_SHUTDOWN_SECONDS'
              value: string(shutdownSeconds)
            }
            {
              name: 'RASTERFLOW_WORKER_PORT'
              value: string(healthPort)
            }
          ]
          probes: [
            {
              // The GPU is looked for before the port opens.
              type: 'Startup'
              httpGet: health
              periodSeconds: 30
              failureThreshold: 10
              timeoutSeconds: 5
            }
            {
              type: 'Liveness'
              httpGet: health
              periodSeconds: 30
              failureThreshold: 5
              timeoutSeconds: 10
            }
          ]
        }
      ]
      scale: {
        minReplicas: 0
        maxReplicas: maxReplicas
        rules: [
          {
            name: 'blocks'
            custom: {
              type: 'azure-queue'
              identity: identityId
              metadata: {
                accountName: storageName
                queueName: blocksQueue
                queueLength: string(blocksPerReplica)
                // Messages in the hands of a replica count too: it must not be taken away for having emptied the queue.
                queueLengthStrategy: 'all'
              }
            }
          }
        ]
      }
    }
  }
}

@description('Name of the container app.')
output name string = app.name
