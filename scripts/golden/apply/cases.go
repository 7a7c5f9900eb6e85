package main

type script struct {
	name, apiVersion, kind string
	// JSON of a step without its apiVersion and kind.
	steps []string
}

var scripts = []script{
	{"a map, key by key", "v1", "ConfigMap", []string{
		`{"op":"apply","manager":"one","object":{"metadata":{"name":"a"},"data":{"a":"1","b":"2"}}}`,
		`{"op":"apply","manager":"one","object":{"metadata":{"name":"a"},"data":{"a":"1","b":"2"}}}`,
		`{"op":"apply","manager":"one","object":{"metadata":{"name":"a"},"data":{"a":"1"}}}`,
		`{"op":"apply","manager":"two","object":{"metadata":{"name":"a"},"data":{"a":"2"}}}`,
		`{"op":"apply","manager":"two","object":{"metadata":{"name":"a"},"data":{"a":"1"}}}`,
		`{"op":"apply","manager":"one","object":{"metadata":{"name":"a"},"data":{"a":"3"}}}`,
		`{"op":"apply","manager":"two","force":true,"object":{"metadata":{"name":"a"},"data":{"a":"2","z":"1"}}}`,
		`{"op":"apply","manager":"one","object":{"metadata":{"name":"a"},"data":{}}}`,
		`{"op":"apply","manager":"two","object":{"metadata":{"name":"a"}}}`,
	}},
	{"labels and annotations", "v1", "ConfigMap", []string{
		`{"op":"apply","manager":"one","object":{"metadata":{"name":"a","labels":{"x":"1","y":"2"},"annotations":{"n":"1"}}}}`,
		`{"op":"update","manager":"two","object":{"metadata":{"name":"a","labels":{"x":"1","y":"3"},"annotations":{"n":"1","m":"2"}}}}`,
		`{"op":"apply","manager":"one","object":{"metadata":{"name":"a","labels":{"x":"1","y":"2"},"annotations":{"n":"1"}}}}`,
		`{"op":"apply","manager":"one","object":{"metadata":{"name":"a","labels":{"x":"1"}}}}`,
		`{"op":"apply","manager":"one","force":true,"object":{"metadata":{"name":"a","labels":{"y":"9"},"annotations":{"m":"7"}}}}`,
	}},
	{"owners and finalizers", "v1", "ConfigMap", []string{
		`{"op":"apply","manager":"one","object":{"metadata":{"name":"a","finalizers":["x.io/a","x.io/b"],"ownerReferences":[{"apiVersion":"v1","kind":"Pod","name":"p","uid":"u1"}]}}}`,
		`{"op":"apply","manager":"two","object":{"metadata":{"name":"a","finalizers":["x.io/b","x.io/c"],"ownerReferences":[{"apiVersion":"v1","kind":"Pod","name":"q","uid":"u2"}]}}}`,
		`{"op":"apply","manager":"one","object":{"metadata":{"name":"a","finalizers":["x.io/d"]}}}`,
		`{"op":"update","manager":"three","object":{"metadata":{"name":"a","finalizers":["x.io/d"]}}}`,
		`{"op":"apply","manager":"two","object":{"metadata":{"name":"a"}}}`,
	}},
	{"containers by name", "apps/v1", "Deployment", []string{
		`{"op":"apply","manager":"one","object":{"metadata":{"name":"web"},"spec":{"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"main","image":"a:1"}]}}}}}`,
		`{"op":"apply","manager":"two","object":{"metadata":{"name":"web"},"spec":{"replicas":3}}}`,
		`{"op":"apply","manager":"one","object":{"metadata":{"name":"web"},"spec":{"replicas":2,"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"main","image":"a:1"}]}}}}}`,
		`{"op":"apply","manager":"two","object":{"metadata":{"name":"web"},"spec":{"template":{"spec":{"containers":[{"name":"side","image":"s"}]}}}}}`,
		`{"op":"apply","manager":"two","object":{"metadata":{"name":"web"},"spec":{"template":{"spec":{"containers":[{"name":"side","image":"s","args":["x","y"],"env":[{"name":"A","value":"1"},{"name":"B","value":"2"}]}]}}}}}`,
		`{"op":"apply","manager":"three","object":{"metadata":{"name":"web"},"spec":{"template":{"spec":{"containers":[{"name":"side","args":["x"],"env":[{"name":"B","value":"3"}]},{"name":"main","image":"a:1"}]}}}}}`,
		`{"op":"apply","manager":"two","object":{"metadata":{"name":"web"},"spec":{"template":{"spec":{"containers":[{"name":"side","image":"s","env":[{"name":"B","value":"2"}]}]}}}}}`,
		`{"op":"apply","manager":"two","object":{"metadata":{"name":"web"}}}`,
		`{"op":"apply","manager":"one","object":{"metadata":{"name":"web"},"spec":{"selector":{"matchLabels":{"app":"other"}}}}}`,
	}},
	{"ports by number and protocol", "v1", "Pod", []string{
		`{"op":"apply","manager":"one","object":{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i","ports":[{"containerPort":443},{"containerPort":80},{"containerPort":80,"protocol":"UDP"}]}]}}}`,
		`{"op":"update","manager":"two","object":{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i","ports":[{"containerPort":443,"protocol":"TCP","name":"https"},{"containerPort":80},{"containerPort":80,"protocol":"UDP"}]}]}}}`,
		`{"op":"apply","manager":"one","object":{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i","ports":[{"containerPort":80,"protocol":"UDP","name":"dns"},{"containerPort":8080}]}]}}}`,
		`{"op":"apply","manager":"three","object":{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","ports":[{"containerPort":80,"protocol":"UDP","name":"other"},{"containerPort":443,"name":"tls"}]}]}}}`,
		`{"op":"apply","manager":"one","object":{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i","ports":[{"containerPort":80},{"containerPort":80,"protocol":"TCP"}]}]}}}`,
	}},
	{"the order of lists", "v1", "Pod", []string{
		`{"op":"update","manager":"zero","object":{"metadata":{"name":"p"},"spec":{"containers":[{"name":"a"},{"name":"b"},{"name":"c"},{"name":"d"}]}}}`,
		`{"op":"apply","manager":"one","object":{"metadata":{"name":"p"},"spec":{"containers":[{"name":"d"},{"name":"b"}]}}}`,
		`{"op":"apply","manager":"two","object":{"metadata":{"name":"p"},"spec":{"containers":[{"name":"x"},{"name":"c"},{"name":"y"},{"name":"a"},{"name":"z"}]}}}`,
		`{"op":"apply","manager":"two","object":{"metadata":{"name":"p"},"spec":{"containers":[{"name":"z"},{"name":"n"},{"name":"x"}]}}}`,
		`{"op":"apply","manager":"one","object":{"metadata":{"name":"p"},"spec":{"containers":[]}}}`,
	}},
	{"what is atomic", "v1", "Pod", []string{
		`{"op":"apply","manager":"one","object":{"metadata":{"name":"p"},"spec":{"nodeSelector":{"a":"1"},"tolerations":[{"key":"k","operator":"Exists"}],"containers":[{"name":"c","command":["sh"]}]}}}`,
		`{"op":"apply","manager":"two","object":{"metadata":{"name":"p"},"spec":{"nodeSelector":{"b":"2"}}}}`,
		`{"op":"apply","manager":"two","force":true,"object":{"metadata":{"name":"p"},"spec":{"nodeSelector":{"b":"2"},"tolerations":[]}}}`,
		`{"op":"apply","manager":"one","object":{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","command":["sh","-c"]}]}}}`,
		`{"op":"apply","manager":"one","object":{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c"}]}}}`,
	}},
	{"volumes and affinity", "v1", "Pod", []string{
		`{"op":"apply","manager":"one","object":{"metadata":{"name":"p"},"spec":{"volumes":[{"name":"v","emptyDir":{}},{"name":"w","configMap":{"name":"m","items":[{"key":"a","path":"b"}]}}],"containers":[{"name":"c","volumeMounts":[{"name":"v","mountPath":"/a"},{"name":"w","mountPath":"/b"}]}]}}}`,
		`{"op":"apply","manager":"two","object":{"metadata":{"name":"p"},"spec":{"volumes":[{"name":"v","hostPath":{"path":"/x"}}],"containers":[{"name":"c","volumeMounts":[{"name":"v","mountPath":"/a","readOnly":true}]}]}}}`,
		`{"op":"apply","manager":"one","object":{"metadata":{"name":"p"},"spec":{"volumes":[{"name":"w","configMap":{"name":"n"}}],"containers":[{"name":"c","volumeMounts":[{"name":"w","mountPath":"/b"}]}]}}}`,
	}},
	{"updates take what they change", "v1", "ConfigMap", []string{
		`{"op":"update","manager":"one","object":{"metadata":{"name":"a"},"data":{"a":"1","b":"1","c":"1"}}}`,
		`{"op":"update","manager":"two","object":{"metadata":{"name":"a"},"data":{"a":"2","b":"1"}}}`,
		`{"op":"update","manager":"two","object":{"metadata":{"name":"a"},"data":{"a":"2","b":"1"}}}`,
		`{"op":"apply","manager":"three","object":{"metadata":{"name":"a"},"data":{"a":"3","b":"3"}}}`,
		`{"op":"apply","manager":"three","force":true,"object":{"metadata":{"name":"a"},"data":{"a":"3"}}}`,
		`{"op":"update","manager":"one","object":{"metadata":{"name":"a"}}}`,
	}},
	{"too many who update", "v1", "ConfigMap", []string{
		`{"op":"update","manager":"m01","object":{"metadata":{"name":"a"},"data":{"k01":"1"}}}`,
		`{"op":"update","manager":"m02","object":{"metadata":{"name":"a"},"data":{"k01":"1","k02":"1"}}}`,
		`{"op":"update","manager":"m03","object":{"metadata":{"name":"a"},"data":{"k01":"1","k02":"1","k03":"1"}}}`,
		`{"op":"update","manager":"m04","object":{"metadata":{"name":"a"},"data":{"k01":"1","k02":"1","k03":"1","k04":"1"}}}`,
		`{"op":"update","manager":"m05","object":{"metadata":{"name":"a"},"data":{"k01":"1","k02":"1","k03":"1","k04":"1","k05":"1"}}}`,
		`{"op":"update","manager":"m06","object":{"metadata":{"name":"a"},"data":{"k01":"1","k02":"1","k03":"1","k04":"1","k05":"1","k06":"1"}}}`,
		`{"op":"update","manager":"m07","object":{"metadata":{"name":"a"},"data":{"k01":"1","k02":"1","k03":"1","k04":"1","k05":"1","k06":"1","k07":"1"}}}`,
		`{"op":"update","manager":"m08","object":{"metadata":{"name":"a"},"data":{"k01":"1","k02":"1","k03":"1","k04":"1","k05":"1","k06":"1","k07":"1","k08":"1"}}}`,
		`{"op":"update","manager":"m09","object":{"metadata":{"name":"a"},"data":{"k01":"1","k02":"1","k03":"1","k04":"1","k05":"1","k06":"1","k07":"1","k08":"1","k09":"1"}}}`,
		`{"op":"update","manager":"m10","object":{"metadata":{"name":"a"},"data":{"k01":"1","k02":"1","k03":"1","k04":"1","k05":"1","k06":"1","k07":"1","k08":"1","k09":"1","k10":"1"}}}`,
		`{"op":"update","manager":"m11","object":{"metadata":{"name":"a"},"data":{"k01":"1","k02":"1","k03":"1","k04":"1","k05":"1","k06":"1","k07":"1","k08":"1","k09":"1","k10":"1","k11":"1"}}}`,
		`{"op":"update","manager":"m12","object":{"metadata":{"name":"a"},"data":{"k01":"1","k02":"1","k03":"1","k04":"1","k05":"1","k06":"1","k07":"1","k08":"1","k09":"1","k10":"1","k11":"1","k12":"1"}}}`,
	}},
	{"the status is another's", "v1", "Pod", []string{
		`{"op":"apply","manager":"one","object":{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c"}]}}}`,
		`{"op":"apply","manager":"kubelet","subresource":"status","object":{"metadata":{"name":"p"},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}}`,
		`{"op":"apply","manager":"other","subresource":"status","object":{"metadata":{"name":"p"},"status":{"phase":"Failed","conditions":[{"type":"Ready","status":"False"},{"type":"Mine","status":"True"}]}}}`,
		`{"op":"apply","manager":"other","subresource":"status","object":{"metadata":{"name":"p"},"status":{"conditions":[{"type":"Mine","status":"True"}]}}}`,
		`{"op":"update","manager":"kubelet","subresource":"status","object":{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c"}]},"status":{"phase":"Failed","conditions":[{"type":"Ready","status":"False"},{"type":"Mine","status":"True"}]}}}`,
		`{"op":"apply","manager":"other","subresource":"status","object":{"metadata":{"name":"p"},"status":{"phase":"Running"}}}`,
	}},
	{"services and their ports", "v1", "Service", []string{
		`{"op":"apply","manager":"one","object":{"metadata":{"name":"s"},"spec":{"selector":{"app":"a"},"ports":[{"port":80,"name":"http"},{"port":53,"protocol":"UDP","name":"dns"}],"externalIPs":["1.2.3.4"]}}}`,
		`{"op":"apply","manager":"two","object":{"metadata":{"name":"s"},"spec":{"ports":[{"port":80,"protocol":"TCP","targetPort":8080},{"port":443}]}}}`,
		`{"op":"apply","manager":"one","object":{"metadata":{"name":"s"},"spec":{"selector":{"app":"b"},"ports":[{"port":81,"name":"http"}]}}}`,
		`{"op":"apply","manager":"two","object":{"metadata":{"name":"s"},"spec":{"selector":{"app":"c"}}}}`,
	}},
	{"nulls, and what empties out", "apps/v1", "Deployment", []string{
		`{"op":"apply","manager":"one","object":{"metadata":{"name":"w","creationTimestamp":null},"spec":{"strategy":{},"template":{"metadata":{"creationTimestamp":null},"spec":{"containers":[{"name":"c","resources":{}}]}}},"status":{}}}`,
		`{"op":"apply","manager":"one","object":{"metadata":{"name":"w"},"spec":{"strategy":{"type":"Recreate"},"template":{"spec":{"containers":[{"name":"c","resources":{"limits":{"cpu":"1"}}}]}}}}}`,
		`{"op":"apply","manager":"one","object":{"metadata":{"name":"w"},"spec":{"template":{"spec":{"containers":[{"name":"c"}]}}}}}`,
	}},
	{"what the schema does not know", "apps/v1", "Deployment", []string{
		`{"op":"apply","manager":"one","object":{"metadata":{"name":"w"},"spec":{"replica":1}}}`,
		`{"op":"apply","manager":"one","object":{"metadata":{"name":"w"},"spec":{"template":{"spec":{"containers":[{"name":"c","imag":"x"}]}}}}}`,
		`{"op":"apply","manager":"one","object":{"metadata":{"name":"w"},"spec":{"template":{"spec":{"containers":[{"image":"x"}]}}}}}`,
		`{"op":"apply","manager":"one","object":{"metadata":{"name":"w"},"spec":{"template":{"spec":{"containers":[{"name":"c"},{"name":"c"}]}}}}}`,
		`{"op":"apply","manager":"one","object":{"metadata":{"name":"w","managedFields":[]},"spec":{"replicas":1}}}`,
	}},
	{"from client-side apply", "v1", "ConfigMap", []string{
		`{"op":"update","manager":"kubectl-client-side-apply","object":{"metadata":{"name":"a","annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\"},\"data\":{\"a\":\"1\",\"b\":\"1\"}}"}},"data":{"a":"1","b":"1"}}}`,
		`{"op":"apply","manager":"other","object":{"metadata":{"name":"a"},"data":{"a":"2"}}}`,
		`{"op":"apply","manager":"kubectl","object":{"metadata":{"name":"a"},"data":{"a":"2"}}}`,
		`{"op":"update","manager":"edit","object":{"metadata":{"name":"a","annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\"},\"data\":{\"a\":\"2\"}}\n"}},"data":{"a":"2","b":"7"}}}`,
		`{"op":"apply","manager":"kubectl","object":{"metadata":{"name":"a"},"data":{"a":"2","b":"8"}}}`,
	}},
	{"conflicts with several", "v1", "ConfigMap", []string{
		`{"op":"apply","manager":"one","object":{"metadata":{"name":"a"},"data":{"a":"1","b":"1"}}}`,
		`{"op":"update","manager":"two","object":{"metadata":{"name":"a"},"data":{"a":"1","b":"1","c":"1","d":"1"}}}`,
		`{"op":"apply","manager":"three","object":{"metadata":{"name":"a"},"data":{"b":"2"}}}`,
		`{"op":"apply","manager":"three","object":{"metadata":{"name":"a"},"data":{"c":"2","d":"2"}}}`,
	}},
	{"open types", "apps/v1", "ControllerRevision", []string{
		`{"op":"apply","manager":"one","object":{"metadata":{"name":"r"},"revision":1,"data":{"spec":{"a":1,"list":[1,2]},"b":"x"}}}`,
		`{"op":"apply","manager":"two","object":{"metadata":{"name":"r"},"revision":1,"data":{"spec":{"c":2},"b":"x"}}}`,
		`{"op":"apply","manager":"one","object":{"metadata":{"name":"r"},"revision":1,"data":{"spec":{"a":{"deep":true}}}}}`,
	}},
	{"roles, whose rules are atomic", "rbac.authorization.k8s.io/v1", "Role", []string{
		`{"op":"apply","manager":"one","object":{"metadata":{"name":"r"},"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]}}`,
		`{"op":"apply","manager":"two","object":{"metadata":{"name":"r"},"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["list"]}]}}`,
		`{"op":"apply","manager":"two","force":true,"object":{"metadata":{"name":"r"},"rules":[]}}`,
	}},
	{"numbers as keys, in order", "v1", "Pod", []string{
		`{"op":"update","manager":"one","object":{"metadata":{"name":"p"},"spec":{"topologySpreadConstraints":[{"topologyKey":"zone","whenUnsatisfiable":"DoNotSchedule","maxSkew":1}],"hostAliases":[{"ip":"10.0.0.2","hostnames":["b"]},{"ip":"10.0.0.10","hostnames":["a"]}]}}}`,
		`{"op":"apply","manager":"two","object":{"metadata":{"name":"p"},"spec":{"topologySpreadConstraints":[{"topologyKey":"zone","whenUnsatisfiable":"DoNotSchedule","maxSkew":2},{"topologyKey":"host","whenUnsatisfiable":"ScheduleAnyway","maxSkew":1}],"hostAliases":[{"ip":"10.0.0.2","hostnames":["b","c"]}]}}}`,
	}},
}
