# A program that works with fog's network service, logged in once.
#
# Reads one line per step and answers each with one:
#   {"request": name, "arguments": [...]}          a request of the service -> {"status", "body"}
#   {"models": name, "call": name, "arguments"}    a collection, such as its "create" -> {"result"}
#   {"models", "id", "set": {...}, "call", ...}    a model that is fetched, changed and, for instance, saved -> {"result"}
# What fog raises is answered as {"error": class, "message"}.

require 'fog/openstack'
require 'json'

$stdout.sync = true

def network
  $network ||= if ENV['OS_AUTH_URL']
    Fog::OpenStack::Network.new(
      openstack_auth_url: ENV['OS_AUTH_URL'],
      openstack_username: ENV['OS_USERNAME'],
      openstack_api_key: ENV['OS_PASSWORD'],
      openstack_project_name: ENV['OS_PROJECT_NAME'],
      openstack_domain_name: ENV['OS_USER_DOMAIN_NAME']
    )
  else
    url = ENV['OS_ENDPOINT']
    Fog::OpenStack::Network.new(openstack_auth_url: url, openstack_management_url: url, openstack_auth_token: 't')
  end
end

# fog looks for its options under symbols.
def symbolized(value)
  value.is_a?(Hash) ? value.transform_keys(&:to_sym) : value
end

def plain(result)
  return result.map(&:attributes) if result.is_a?(Fog::Collection)

  result.respond_to?(:attributes) ? result.attributes : result
end

def answer(step)
  arguments = (step['arguments'] || []).map { |value| symbolized(value) }
  if step['request']
    response = network.public_send(step['request'], *arguments)
    return { status: response.status, body: response.body }
  end
  target = network.public_send(step['models'])
  if step['id']
    target = target.get(step['id'])
    (step['set'] || {}).each { |name, value| target.public_send("#{name}=", value) }
  end
  { result: plain(target.public_send(step['call'], *arguments)) }
rescue StandardError => e
  { error: e.class.name, message: e.message }
end

$stdin.each_line { |line| puts JSON.generate(answer(JSON.parse(line))) }
