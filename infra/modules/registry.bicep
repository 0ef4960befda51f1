// The registry of the inference worker's image. No admin account: the worker pulls with its identity.

@description('Name: 5 to 50 letters and digits.')
@minLength(5)
@maxLength(50)
param name string

@description('Region.')
param location string

@description('Tags.')
param tags object

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: name
  location: location
  tags: tags
  sku: {
    name: 'Basic'
  }
  properties: {
    adminUserEnabled: false
  }
}

@description('Name of the registry.')
output name string = registry.name

@description('Host that images are pulled from.')
output server string = registry.properties.loginServer
