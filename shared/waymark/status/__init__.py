"""Status: how the services of a deployment are doing, for whoever operates it. Numbers and ids, never a person.

Here: what is looked at (`look`), the words for it (`words`), the pages (`pages`, `overview`), the gauges (`meter`).
Not here: what a service finds worth telling (its `figures`), and events set aside (`waymark.parked`).
"""
