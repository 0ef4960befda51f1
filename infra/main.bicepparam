using 'main.bicep'

// An example: a T4 worker and the defaults otherwise. README.md says which values change between the two deployments.
param name = 'rasterflow'
param location = 'swedencentral'
param tags = {
  app: 'rasterflow'
}
param workerProfile = 'Consumption-GPU-NC8as-T4'
param maxWorkers = 4
param operatorPrincipalId = readEnvironmentVariable('OPERATOR_PRINCIPAL_ID', '')
param workerImageTag = readEnvironmentVariable('WORKER_IMAGE_TAG', '')
